// An editor for queries: our vocabulary, a result table with labels, files to take away, an address to pass on.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { fold } from "./fold.js";
import { given, here, language, make, note, words } from "./place.js";
import { watch } from "./results.js";

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

const WORD = /[\p{L}\p{M}\p{N}_:〜ー・-]+$/u;

/** Our terms whose name or label, folded as search folds, holds what stands before the cursor. */
async function complete(context) {
  const word = context.matchBefore(WORD);
  if (!word && !context.explicit) return null;
  const from = word?.from ?? context.pos;
  if (/[?$@]/.test(context.state.sliceDoc(from - 1, from))) return null; // a variable's name, a language
  const typed = fold(word?.text ?? "");
  const options = (await given("assets/terms", "rolegraphTerms"))
    .map(([name, ja, en]) => ({ label: name, detail: words(ja, en), places: [name, ja, en].map((text) => fold(text).indexOf(typed)) }))
    .filter(({ places }) => places.some((place) => place >= 0));
  const early = ({ places }) => (places[0] === 0 || places[1] === 0 || places[2] === 0 ? 0 : 1);
  options.sort((one, other) => early(one) - early(other));
  return options.length ? { from, options: options.slice(0, 200), filter: false } : null;
}

/** Makes an editor of a form's text field; `ask` answers. */
export function edit(form, ask) {
  const area = form.querySelector("textarea");
  const place = form.parentElement.querySelector(".result");
  const prefixes = JSON.parse(form.dataset.prefixes);
  const host = make("div", { class: "editor" });
  area.after(host);
  const shadow = host.attachShadow({ mode: "open" });
  const view = new EditorView({ parent: shadow, root: shadow, state: started(here().searchParams.get("query") ?? area.value, run) });

  async function run() {
    const query = view.state.doc.toString();
    view.dispatch(setDiagnostics(view.state, []));
    note({ query });
    try {
      await watch(place, query, { ask, prefixes });
    } catch (error) {
      point(view, error);
    }
  }

  area.hidden = true;
  form.querySelector("button").hidden = false;
  form.querySelector(".format")?.remove(); // here a table is shown, with files to take away
  form.querySelector("label").addEventListener("click", () => view.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  form.parentElement.addEventListener("click", (event) => {
    const link = event.target.closest("a.use");
    if (!link) return;
    event.preventDefault();
    const text = link.closest("details").querySelector("code").textContent;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    view.focus();
    host.scrollIntoView({ block: "center" });
  });
  // what was written goes along into the other language
  const first = view.state.doc.toString();
  document.querySelectorAll(".tongue a").forEach((link) => link.addEventListener("click", () => {
    if (host.isConnected && view.state.doc.toString() !== first) note({ query: view.state.doc.toString() });
  }));
  return view;
}

function started(doc, run) {
  return EditorState.create({
    doc,
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
      sparql(), syntaxHighlighting(colours), look, EditorView.lineWrapping,
      autocompletion({ override: [complete], icons: false }),
      EditorView.contentAttributes.of({ "aria-label": words("問い合わせ(SPARQL)", "Query (SPARQL)") }),
      keymap.of([
        { key: "Mod-Enter", run: () => { run(); return true; } },
        ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap,
      ]),
    ],
  });
}

/** Marks where a query is at fault, and puts the cursor there. */
function point(view, { line, column, message }) {
  if (!line || line > view.state.doc.lines) return;
  const row = view.state.doc.line(line);
  const from = row.from + row.text.length - row.text.trimStart().length;
  view.dispatch(setDiagnostics(view.state, [{ from, to: row.to, severity: "error", message }]));
  const at = Math.min(row.from + Math.max(column - 1, 0), row.to);
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
}
