// What is wrong with a query, in the reader's words: the same whoever refused it, the server or the engine in the browser.
import { formOf, isUpdate, undeclaredPrefix } from "./sparql.js";
import { words } from "./place.js";

const AT = /(?:error at |line )(\d+)(?::|, column )(\d+)(?:: (?:expected (?:one of )?)?([^]*))?/;
const NEVER = new Set(["LATERAL", "SERVICE"]); // what the engine would take, but no service of ours
const REFUSED = {
  413: "問い合わせが長すぎます。",
  429: "問い合わせが込み合っています。少し待ってから、もう一度実行してください。",
  500: "サーバーに不具合がありました。記録したので、しばらくしてからもう一度お試しください。",
  503: "時間またはメモリーの限度に達したので止めました。LIMIT を付けるか、条件を絞ってください。",
};

/** The words for an error, with line and column where the query is at fault. */
export function explained(query, error, prefixes) {
  const message = String(error.message ?? error);
  if (error.status !== 400) return { text: words(REFUSED[error.status] ?? message, message) };
  const form = formOf(query);
  if (isUpdate(form)) {
    return { text: words(`読み取り専用です。${form} は更新で、問い合わせではありません。`, `For reading only: ${form} is an update, not a query.`) };
  }
  const missing = undeclaredPrefix(query);
  if (missing) return undeclared(query, missing, prefixes);
  const [, line, column, rest] = message.match(AT) ?? [];
  if (!line) return { text: words(`この問い合わせは実行できません: ${message}`, message) };
  const place = { line: Number(line), column: Number(column) };
  const hint = form ? [] : [words("問い合わせは SELECT、ASK、CONSTRUCT、DESCRIBE のどれかで始めます。", "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.")];
  const head = words(`${line} 行 ${column} 文字目: この付近が SPARQL として読めません${expected(rest)}`, `Line ${line}, column ${column}: this cannot be read as SPARQL${expected(rest)}`);
  return { ...place, text: [head, ...pointed(query, place), ...hint].join("\n") };
}

function undeclared(query, { prefix, ...place }, prefixes) {
  const { line, column } = place;
  const head = words(`${line} 行 ${column} 文字目: 接頭辞「${prefix}:」が宣言されていません。`, `Line ${line}, column ${column}: the prefix “${prefix}:” is not declared.`);
  const own = `PREFIX ${prefix}: <${prefixes[prefix] ?? "…"}>`;
  const hint = words(`初めに次の行を加えてください: ${own}`, `Begin the query with: ${own}`);
  return { ...place, text: [head, ...pointed(query, place), hint].join("\n") };
}

function expected(said = "") {
  const named = [...said.split("\n")[0].matchAll(/\b[A-Z]{2,}\b|"([^"\\]{1,3})"/g)].map((match) => match[1] ?? match[0]);
  const found = [...new Set(named)].filter((word) => !NEVER.has(word));
  if (!found.length || found.length > 4) return words("。", ".");
  return words(`(あるべきもの: ${found.join("、")})。`, ` (expected: ${found.join(", ")}).`);
}

/** The line of a query with a mark below the column, cut to what fits. */
function pointed(query, { line, column }) {
  const text = (query.split("\n")[line - 1] ?? "").replaceAll("\t", " ");
  const start = Math.max(0, column - 60);
  const before = text.slice(start, column - 1);
  const wide = before.replace(/[^\x00-\xff]/g, "\u3000").replace(/[\x00-\xff]/g, " ");
  return [`  ${text.slice(start, start + 100)}`, `  ${wide}^`];
}
