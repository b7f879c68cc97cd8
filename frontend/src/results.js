// A question being answered, in sight: a line with a way out, then a table whose names lead on, with files to take away.
import { stop } from "./asking.js";
import { explained } from "./faults.js";
import { away, BASE, csv, language, make, pageOf, words } from "./place.js";

const BATCH = 500;
const labelsOf = (things) => `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rg: <${BASE}ns#>
SELECT ?thing ?label WHERE { VALUES ?thing { ${things} } ?thing rdfs:label|skos:prefLabel|dct:title|rg:gloss ?label }`;

let latest;

/** Asks and shows what comes back. Throws what went wrong, with its line and column, unless another question came between. */
export async function watch(place, query, { ask, prefixes }) {
  const own = (latest = {});
  const stopped = words("止めました。", "Stopped.");
  stop(stopped);
  const button = make("button", { type: "button", class: "stop" }, words("止める", "Stop"));
  button.addEventListener("click", () => stop(stopped));
  const asking = words("問い合わせています…", "asking …");
  place.replaceChildren(make("p", { class: "asking" }, make("progress", { "aria-label": asking }), asking, button));
  try {
    const nodes = await shown(await ask(query), { ask, prefixes });
    if (own === latest) place.replaceChildren(...nodes);
  } catch (error) {
    if (own !== latest) return;
    const fault = explained(query, error, prefixes);
    place.replaceChildren(make("p", { class: "error", role: "alert" }, fault.text));
    throw Object.assign(new Error(fault.text), fault);
  }
}

async function shown({ json, text, cut }, about) {
  const short = cut ? [make("p", { class: "notice plain" }, words("サーバーの限度で切りました。続きは LIMIT と OFFSET で取り出せます。", "Cut at the limit of the server; ask for the rest with LIMIT and OFFSET."))] : [];
  const files = (...links) => make("ul", { class: "row" }, ...links.map((link) => make("li", {}, link)));
  if (text !== undefined) {
    return [...short, files(away("result.ttl", "text/turtle", text)), make("pre", { tabindex: "0" }, make("code", {}, text))];
  }
  if (json.boolean !== undefined) return [make("p", {}, json.boolean ? words("はい", "yes") : words("いいえ", "no"))];
  const { vars } = json.head;
  const rows = [vars, ...json.results.bindings.map((row) => vars.map((name) => row[name]?.value))];
  return [...short, ...await table(json, about), files(away("result.csv", "text/csv", csv(rows)),
    away("result.json", "application/json", JSON.stringify(json, null, 1)))];
}

/** Rows as a table, some hundred at a time; terms of ours by their labels, each leading to its page. */
async function table(json, about) {
  const { vars } = json.head;
  const all = json.results.bindings;
  const caption = make("caption");
  const body = make("tbody");
  const more = make("button", { type: "button", class: "more" });
  async function next() {
    const batch = all.slice(body.rows.length, body.rows.length + BATCH);
    const names = await labelled(batch, about.ask);
    const cells = (row) => vars.map((name) => make("td", {}, cell(row[name], names, about.prefixes)));
    body.append(...batch.map((row) => make("tr", {}, ...cells(row))));
    const rest = all.length - body.rows.length;
    caption.textContent = words(`${all.length} 行`, `${all.length} ${all.length === 1 ? "row" : "rows"}`)
      + (rest ? words(`(初めの ${body.rows.length} 行を表示)`, ` (the first ${body.rows.length} are shown)`) : "");
    more.hidden = !rest;
    more.textContent = words(`次の ${Math.min(rest, BATCH)} 行を表示`, `Show ${Math.min(rest, BATCH)} more`);
  }
  more.addEventListener("click", async () => {
    more.disabled = true;
    await next().catch(() => {}); // stopped: the button stays
    more.disabled = false;
  });
  await next();
  const head = make("tr", {}, ...vars.map((name) => make("th", { scope: "col" }, name)));
  const whole = make("table", {}, caption, make("thead", {}, head), body);
  const label = words("問い合わせの結果", "Result of the query");
  return [make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, whole), more];
}

function cell(term, names, prefixes) {
  if (!term) return "–";
  if (term.type !== "uri") return make("span", { lang: term["xml:lang"] }, term.value);
  const name = names.get(term.value);
  const text = name?.value ?? short(term.value, prefixes);
  const href = pageOf(term.value);
  const attributes = { title: term.value, lang: name?.["xml:lang"] === language ? undefined : name?.["xml:lang"] };
  return href ? make("a", { href, ...attributes }, text) : make("span", attributes, text);
}

/** An IRI without a label, as briefly as its meaning allows. */
function short(iri, prefixes) {
  const [prefix, space] = Object.entries(prefixes).find(([, start]) => iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length))) ?? [];
  return space ? `${prefix}:${iri.slice(space.length)}` : iri.replace(BASE, "").replace(/^id\//, "");
}

/** The labels of those terms that are ours, in the language of the page where there is one. */
async function labelled(rows, ask) {
  const iris = rows.flatMap((row) => Object.values(row)).filter((term) => term.type === "uri").map((term) => term.value);
  const ours = [...new Set(iris)].filter((iri) => iri.startsWith(BASE) && !/[<>"{}|\\^`\s]/.test(iri));
  const names = new Map();
  for (let start = 0; start < ours.length; start += BATCH) {
    const { json } = await ask(labelsOf(ours.slice(start, start + BATCH).map((iri) => `<${iri}>`).join(" ")));
    for (const { thing, label } of json.results.bindings) {
      if (!names.has(thing.value) || label["xml:lang"] === language) names.set(thing.value, label);
    }
  }
  return names;
}
