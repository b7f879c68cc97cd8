// A question being answered, in sight: a line with a way out, then a table whose names lead on, with files to take away.
import { stop } from "./asking.js";
import { BASE, make, tongue } from "./place.js";

const labelsOf = (things, language) => `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rg: <${BASE}ns#>
SELECT ?thing ?label WHERE { VALUES ?thing { ${things} } ?thing rdfs:label|skos:prefLabel|rg:gloss ?label FILTER(LANG(?label) = "${language}") }`;

let latest;

/** Asks, shows what comes back, and throws what went wrong; `undefined` when another question took its place. */
export async function watch(place, query, { ask, language, link }) {
  const words = tongue(language);
  const own = (latest = {});
  stop(words("止めました。", "Stopped."));
  const button = make("button", { type: "button", class: "stop" }, words("止める", "Stop"));
  button.addEventListener("click", () => stop(words("止めました。", "Stopped.")));
  const asking = words("問い合わせています…", "asking …");
  place.replaceChildren(make("p", { class: "asking" }, make("progress", { "aria-label": asking }), asking, button));
  try {
    const nodes = await shown(await ask(query), { ask, language, link });
    if (own === latest) place.replaceChildren(...nodes);
  } catch (error) {
    if (own !== latest) return;
    const message = String(error.message ?? error);
    place.replaceChildren(make("p", { class: "error", role: "alert" }, message));
    throw error;
  }
}

/** The labels of those terms that are ours. */
export async function labelled(iris, { ask, language }) {
  const ours = [...new Set(iris)].filter((iri) => iri.startsWith(BASE) && !/[<>"{}|\\^`\s]/.test(iri)).slice(0, 800);
  if (!ours.length) return new Map();
  const { json } = await ask(labelsOf(ours.map((iri) => `<${iri}>`).join(" "), language));
  return new Map(json.results.bindings.map((row) => [row.thing.value, row.label.value]));
}

async function shown({ json, text }, about) {
  const words = tongue(about.language);
  if (text !== undefined) {
    const all = make("pre", { tabindex: "0" }, make("code", {}, text));
    return [make("ul", { class: "row" }, away("result.ttl", "text/turtle", text)), all];
  }
  if (json.boolean !== undefined) return [make("p", {}, json.boolean ? words("はい", "yes") : words("いいえ", "no"))];
  const files = make("ul", { class: "row" }, away("result.csv", "text/csv", `\ufeff${csv(json)}`),
    away("result.json", "application/json", JSON.stringify(json, null, 1)));
  return [await table(json, about), files];
}

/** Rows as a table; terms of ours by their labels, each leading to its page. */
export async function table(json, { ask, language, link }) {
  const words = tongue(language);
  const bindings = json.results.bindings.slice(0, 1000);
  const terms = bindings.flatMap((row) => Object.values(row)).filter((term) => term.type === "uri");
  const names = await labelled(terms.map((term) => term.value), { ask, language });
  const cell = (term) => {
    if (!term) return "–";
    if (term.type !== "uri") return make("span", { lang: term["xml:lang"] }, term.value);
    const name = names.get(term.value) ?? term.value.replace(BASE, "").replace(/^id\//, "");
    const href = link(term.value);
    return href ? make("a", { href }, name) : name;
  };
  const rows = bindings.map((row) =>
    make("tr", {}, ...json.head.vars.map((name) => make("td", {}, cell(row[name])))));
  const head = make("tr", {}, ...json.head.vars.map((name) => make("th", { scope: "col" }, name)));
  const all = json.results.bindings.length;
  const more = all > rows.length ? words(`(初めの ${rows.length} 行を表示)`, ` (the first ${rows.length} are shown)`) : "";
  const caption = words(`${all} 行`, `${all} rows`) + more;
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
