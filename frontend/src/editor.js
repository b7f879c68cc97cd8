// The query page: an editor with our vocabulary, a result table with labels, downloads, a shareable address.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { engine, server } from "./asking.js";
import { language, live, make, pageOf, script, words } from "./place.js";
import { watch } from "./results.js";

const form = document.querySelector("form.query");
const area = form.querySelector("textarea");
const place = document.querySelector("#result");
const ask = live ? server(form.dataset.endpoint) : engine(async () => {
  await Promise.all([script("engine.js"), script("data.js")]);
  return globalThis.rolegraphData;
});

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
    doc: new URLSearchParams(location.search).get("query") ?? area.value,
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
form.querySelector("#run").hidden = false;
form.querySelector("#format")?.remove(); // here a table is shown, with files to take away
form.querySelector("label[for=sparql]").addEventListener("click", () => view.focus());

function fault(message) {
  const [, line, column] = message.match(/line (\d+),? column (\d+)/) ?? message.match(/(\d+):(\d+)/) ?? [];
  if (!line || Number(line) > view.state.doc.lines) return;
  const row = view.state.doc.line(Number(line));
  const from = row.from + row.text.length - row.text.trimStart().length;
  const to = row.to;
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
  const at = Math.min(row.from + Math.max(Number(column) - 1, 0), row.to);
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
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
  share(query);
  try {
    await watch(place, query, { ask, language, link: pageOf });
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
