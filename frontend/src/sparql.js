// What a SPARQL text is made of, as rolegraph.store.lexical tells it: keywords apart from strings, IRIs and comments.
const CHAR = "(?:[\\p{L}\\p{M}\\p{N}_:]|%[0-9A-Fa-f]{2}|\\\\[_~.\\-!$&'()*+,;=/?#@%])";
const LOCAL = `(?:${CHAR}(?:(?:${CHAR}|[.\\u00B7-])*(?:${CHAR}|[\\u00B7-]))?)`;
const TOKEN = new RegExp([
  String.raw`(?<comment>#[^\n\r]*)`,
  String.raw`(?<iri><[^<>"{}|^${"`"}\\\x00-\x20]*>)`,
  String.raw`(?<string>"""(?:"{0,2}(?:[^"\\]|\\[^]))*"""|'''(?:'{0,2}(?:[^'\\]|\\[^]))*'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')`,
  String.raw`(?<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)`,
  String.raw`(?<variable>[?$][\p{L}\p{M}\p{N}_]+)`,
  String.raw`(?<blank>_:[\p{L}\p{M}\p{N}_.·-]+)`,
  String.raw`(?<prefixed>(?:\p{L}(?:[\p{L}\p{M}\p{N}_·.-]*[\p{L}\p{M}\p{N}_·-])?)?:${LOCAL}?)`,
  String.raw`(?<number>\d*\.?\d+(?:[eE][+-]?\d+)?)`,
  String.raw`(?<word>[A-Za-z_][A-Za-z0-9_]*)`,
  String.raw`(?<space>\s+)`,
  String.raw`(?<mark>[^])`,
].join("|"), "gu");
const FORMS = new Set(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]);
const UPDATES = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"]);

/** The tokens of a query without spaces and comments, each { kind, text, start, end }. */
export function tokens(query) {
  return [...query.matchAll(TOKEN)].map((match) => {
    const [kind, text] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    return { kind, text, start: match.index, end: match.index + text.length };
  }).filter(({ kind }) => kind !== "space" && kind !== "comment");
}

/** SELECT, ASK, CONSTRUCT or DESCRIBE, the first word of an update, or "" for neither. */
export function formOf(query) {
  for (const { kind, text } of tokens(query)) {
    const word = text.toUpperCase();
    if (kind !== "word" || ["PREFIX", "BASE", "VERSION"].includes(word)) continue;
    return FORMS.has(word) || UPDATES.has(word) ? word : "";
  }
  return "";
}

export const isUpdate = (form) => UPDATES.has(form);

/** The first prefix that is used without being declared, with its place, or undefined. */
export function undeclaredPrefix(query) {
  const declared = new Set();
  let before = "";
  for (const { kind, text, start } of tokens(query)) {
    const prefix = text.slice(0, text.indexOf(":"));
    if (kind === "prefixed" && before === "PREFIX") declared.add(prefix);
    else if (kind === "prefixed" && !declared.has(prefix)) return { prefix, ...placeOf(query, start) };
    before = kind === "word" ? text.toUpperCase() : text;
  }
  return undefined;
}

/** Line and column of an offset, counting from 1. */
export function placeOf(query, offset) {
  const before = query.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
