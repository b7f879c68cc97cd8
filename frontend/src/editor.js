// The query page: an editor with our vocabulary, a result table with labels, downloads, a shareable address.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { answer } from "./asking.js";
import { BASE, language, make, pageOf, script, words } from "./place.js";

const form = document.querySelector("form.query");
const area = form.querySelector("textarea");
const place = document.querySelector("#result");
const LABELS = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rg: <${BASE}ns#>
SELECT ?thing ?label WHERE { VALUES ?thing { %s } ?thing rdfs:label|skos:prefLabel|rg:gloss ?label FILTER(LANG(?label) = "${language}") }`;

// Inside a shadow root the editor's styles are constructed sheets, which a strict policy allows.
const colours = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: "700" },
  { tag: [tags.string, tags.literal], color: "var(--ok)" },
  { tag: tags.variableName, color: "var(--link)" },
  { tag: tags.comment, color: "var(--quiet)" },
]);
const look = EditorView.theme({
  "&": { border: "1px solid var(--quiet)", borderRadius: "4px", fontSize: ".9375rem", background: "var(--paper)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--code)", minHeight: "18rem", lineHeight: "1.5" },
  ".cm-gutters": { background: "var(--soft)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--soft)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--strong)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
});
const host = make("div", { class: "editor" });
area.after(host);
const shadow = host.attachShadow({ mode: "open" });

async function complete(context) {
  const word = context.matchBefore(/[\w:\-?]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  if (!globalThis.rolegraphTerms) await script("terms.js");
  const options = globalThis.rolegraphTerms.map(([name, ja, en, kind]) => ({
    label: name, detail: language === "ja" ? ja : en, type: kind, info: `${ja} / ${en}`,
  }));
  const typed = word.text.toLowerCase();
  const fits = options.filter((o) => o.label.toLowerCase().includes(typed) || o.detail.includes(word.text));
  return { from: word.from, options: fits.slice(0, 200), filter: false };
}

const view = new EditorView({
  parent: shadow,
  root: shadow,
  state: EditorState.create({
    doc: new URLSearchParams(location.search).get("query") ?? started(),
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
      sparql(), syntaxHighlighting(colours), look, autocompletion({ override: [complete] }), EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": words("問い合わせ(SPARQL)", "Query (SPARQL)") }),
      keymap.of([
        { key: "Mod-Enter", run: () => { run(); return true; } },
        ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap,
      ]),
    ],
  }),
});
area.hidden = true;
form.querySelector("label[for=sparql]").addEventListener("click", () => view.focus());

function started() {
  const thing = new URLSearchParams(location.search).get("thing");
  return thing && /^https?:[^<>"{}|\\^`\s]+$/.test(thing)
    ? `SELECT ?property ?value\nWHERE {\n  <${thing}> ?property ?value .\n}\nORDER BY ?property ?value`
    : area.value;
}

function fault(message) {
  const [, line, column] = message.match(/line (\d+),? column (\d+)/) ?? message.match(/(\d+):(\d+)/) ?? [];
  place.replaceChildren(make("p", { class: "error", role: "alert" }, message));
  if (!line || Number(line) > view.state.doc.lines) return;
  const row = view.state.doc.line(Number(line));
  const from = row.from + row.text.length - row.text.trimStart().length;
  const to = row.to;
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
  const at = Math.min(row.from + Math.max(Number(column) - 1, 0), row.to);
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
}

async function labelled(bindings) {
  const ours = new Set(bindings.flatMap((row) => Object.values(row))
    .filter((term) => term.type === "uri" && term.value.startsWith(BASE)).map((term) => term.value));
  if (!ours.size) return new Map();
  const values = [...ours].slice(0, 500).map((iri) => `<${iri}>`).join(" ");
  const { json } = await answer(LABELS.replace("%s", values), form.dataset.endpoint);
  return new Map(json.results.bindings.map((row) => [row.thing.value, row.label.value]));
}

function shown(term, labels) {
  if (!term) return "–";
  if (term.type !== "uri") return make("span", { lang: term["xml:lang"] }, term.value);
  const href = pageOf(term.value);
  const text = labels.get(term.value) ?? term.value.replace(BASE, "").replace(/^id\//, "");
  return href ? make("a", { href }, text) : text;
}

function table(json, labels) {
  const rows = json.results.bindings.slice(0, 1000).map((row) =>
    make("tr", {}, ...json.head.vars.map((name) => make("td", {}, shown(row[name], labels)))));
  const head = make("tr", {}, ...json.head.vars.map((name) => make("th", { scope: "col" }, name)));
  const caption = words(`${json.results.bindings.length} 行`, `${json.results.bindings.length} rows`);
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...rows)));
}

function csv(json) {
  const cell = (value = "") => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = json.results.bindings.map((row) => json.head.vars.map((name) => cell(row[name]?.value)).join(","));
  return [json.head.vars.join(","), ...lines].join("\r\n") + "\r\n";
}

function away(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  return make("li", {}, make("a", { href, download: name }, name));
}

function share(query) {
  const here = new URL(location.href);
  here.search = "";
  here.searchParams.set("query", query);
  try {
    globalThis.history.replaceState(null, "", here);
  } catch { /* a page opened from a disk in some browsers */ }
}

async function run() {
  const query = view.state.doc.toString();
  view.dispatch(setDiagnostics(view.state, []));
  place.replaceChildren(make("p", {}, words("問い合わせています…", "asking …")));
  await new Promise((done) => setTimeout(done, 20)); // let the line above be seen: the engine holds the page
  try {
    const { json, text } = await answer(query, form.dataset.endpoint);
    share(query);
    if (text !== undefined) {
      const all = make("pre", { tabindex: "0" }, make("code", {}, text));
      place.replaceChildren(make("ul", { class: "row" }, away("result.ttl", "text/turtle", text)), all);
    } else if (json.boolean !== undefined) {
      place.replaceChildren(make("p", {}, json.boolean ? words("はい", "yes") : words("いいえ", "no")));
    } else {
      const labels = await labelled(json.results.bindings);
      const files = make("ul", { class: "row" }, away("result.csv", "text/csv", `\ufeff${csv(json)}`),
        away("result.json", "application/json", JSON.stringify(json, null, 1)));
      place.replaceChildren(table(json, labels), files);
    }
  } catch (error) {
    fault(String(error.message ?? error));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
for (const link of document.querySelectorAll("a.use")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const text = link.closest("details").querySelector("code").textContent;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    view.focus();
    host.scrollIntoView({ block: "center" });
  });
}
