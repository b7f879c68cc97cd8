// The one file: things without an article are asked of the data, and SPARQL runs right here.
const BASE = "https://w3id.org/rolegraph/";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const SKOS = "http://www.w3.org/2004/02/skos/core#";
const main = document.querySelector("main");
const view = document.querySelector("#thing");
let ready;
let more;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.querySelector(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Unpacks the data once and hands it to the engine. */
function engine() {
  ready ??= (async () => {
    await globalThis.rolegraphEngine.load(await unpacked("#data"));
    return globalThis.rolegraphEngine;
  })();
  return ready;
}

/** Unpacks the articles that are not in sight from the start. */
function others() {
  more ??= (async () => JSON.parse(await unpacked("#more")))();
  return more;
}

async function labels(terms, language) {
  const ours = [...new Set(terms.filter((iri) => iri.startsWith("http") && !/[<>"{}|\\^`\s]/.test(iri)))].slice(0, 800);
  if (!ours.length) return new Map();
  const { json } = (await engine()).ask(`SELECT ?thing ?label WHERE { VALUES ?thing { ${ours.map((i) => `<${i}>`).join(" ")} }
    ?thing <${RDFS}label>|<${SKOS}prefLabel>|<${BASE}ns#gloss> ?label FILTER(LANG(?label) = "${language}") }`);
  return new Map(json.results.bindings.map((row) => [row.thing.value, row.label.value]));
}

function shown(term, names, language) {
  if (!term) return "–";
  if (term.type !== "uri") return make("span", { lang: term["xml:lang"] }, term.value);
  const text = names.get(term.value) ?? term.value.replace(BASE, "").replace(/^id\//, "");
  return term.value.startsWith(BASE)
    ? make("a", { href: `#${language}/${term.value.slice(BASE.length)}` }, text) : text;
}

async function table(json, language) {
  const rows = json.results.bindings.slice(0, 1000);
  const names = await labels(rows.flatMap((row) => Object.values(row)).map((t) => t.value), language);
  const head = make("tr", {}, ...json.head.vars.map((name) => make("th", { scope: "col" }, name)));
  const body = rows.map((row) =>
    make("tr", {}, ...json.head.vars.map((name) => make("td", {}, shown(row[name], names, language)))));
  const count = json.results.bindings.length;
  const caption = make("caption", {}, language === "ja" ? `${count} 行` : `${count} rows`);
  return make("div", { class: "scroll", tabindex: "0" }, make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...body)));
}

/** Shows a thing that has no article of its own. */
async function thing(language, name) {
  const iri = BASE + name;
  const engine_ = await engine();
  const about = engine_.ask(`SELECT ?property ?value WHERE { <${iri}> ?property ?value } ORDER BY ?property ?value`).json;
  const uses = engine_.ask(`SELECT ?relation ?record WHERE { ?record ?relation <${iri}> } ORDER BY ?relation ?record LIMIT 200`).json;
  const names = await labels([iri], language);
  view.lang = language;
  const back = make("p", {}, make("a", { href: `#${language}/index` }, "rolegraph"));
  const head = make("h1", { tabindex: "-1" }, names.get(iri) ?? name);
  view.replaceChildren(back, head, make("p", { class: "iri" }, make("code", {}, iri)), await table(about, language), await table(uses, language));
  head.focus();
}

async function route() {
  const mark = decodeURIComponent(location.hash.slice(1));
  const [target, query] = mark.split("?query=");
  document.documentElement.lang = target.startsWith("en/") ? "en" : "ja";
  for (const article of main.querySelectorAll("article.shown")) article.classList.remove("shown");
  view.hidden = true;
  const articles = await others();
  if (!document.getElementById(target) && articles[target]) {
    const holder = document.createElement("template");
    holder.innerHTML = articles[target];
    main.append(holder.content);
    document.getElementById(target).classList.add("shown");
  }
  const found = document.getElementById(target);
  if (query !== undefined && found) {
    found.classList.add("shown");
    found.querySelector("textarea").value = query;
  } else if (found) {
    found.classList.add("shown");
  } else if ( /^(ja|en)\/(id|scheme|graph|ns)/.test(target) && !/[<>"{}|\\^`\s]/.test(target)) {
    view.hidden = false;
    view.classList.add("shown");
    await thing(target.slice(0, 2), target.slice(3).replace(/^ns:/, "ns#"));
  }
  const now = main.querySelector("article.shown") ?? document.querySelector("article:target") ?? main.querySelector(".first");
  document.title = `${now.querySelector("h1")?.textContent ?? ""} – rolegraph`;
  scrollTo(0, 0);
}

async function ask(event) {
  event.preventDefault();
  const form = event.target;
  const place = form.nextElementSibling;
  const language = form.dataset.lang;
  place.replaceChildren(make("p", {}, "…"));
  await new Promise((done) => setTimeout(done, 20));
  try {
    const { json, text } = (await engine()).ask(form.querySelector("textarea").value);
    if (text !== undefined) place.replaceChildren(make("pre", {}, make("code", {}, text)));
    else if (json.boolean !== undefined) place.replaceChildren(make("p", {}, String(json.boolean)));
    else place.replaceChildren(await table(json, language));
  } catch (error) {
    place.replaceChildren(make("p", { class: "error", role: "alert" }, String(error.message ?? error)));
  }
}

addEventListener("hashchange", route);
for (const form of document.querySelectorAll("form.query")) form.addEventListener("submit", ask);
if (location.hash) route();
