// The one file: things without an article are asked of the data, and SPARQL runs right here.
import { engine } from "./asking.js";
import { BASE, make } from "./place.js";
import { labelled, table, watch } from "./results.js";

const main = document.querySelector("main");
const view = document.querySelector("#thing");
const ask = engine(async () => packed("#data"));
let more;

const about = (language) => ({ ask, language, link: (iri) => (iri.startsWith(BASE) ? `#${language}/${iri.slice(BASE.length)}` : "") });

function packed(id) {
  return Uint8Array.from(atob(document.querySelector(id).textContent), (c) => c.charCodeAt(0));
}

function unpacked(id) {
  return new Response(new Blob([packed(id)]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Unpacks the articles that are not in sight from the start. */
function others() {
  more ??= (async () => JSON.parse(await unpacked("#more")))();
  return more;
}

/** Shows a thing that has no article of its own. */
async function thing(language, name) {
  const iri = BASE + name;
  const here = location.hash;
  const said = await ask(`SELECT ?property ?value WHERE { <${iri}> ?property ?value } ORDER BY ?property ?value`);
  const uses = await ask(`SELECT ?relation ?record WHERE { ?record ?relation <${iri}> } ORDER BY ?relation ?record LIMIT 200`);
  const names = await labelled([iri], about(language));
  const tables = [await table(said.json, about(language)), await table(uses.json, about(language))];
  if (location.hash !== here) return; // the reader has gone on
  view.lang = language;
  const back = make("p", {}, make("a", { href: `#${language}/index` }, "rolegraph"));
  const head = make("h1", { tabindex: "-1" }, names.get(iri) ?? name);
  view.replaceChildren(back, head, make("p", { class: "iri" }, make("code", {}, iri)), ...tables);
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
  } else if (/^(ja|en)\/(id|scheme|graph|ns)/.test(target) && !/[<>"{}|\\^`\s]/.test(target)) {
    view.hidden = false;
    view.classList.add("shown");
    view.replaceChildren(make("p", {}, make("progress", { "aria-label": "rolegraph" })));
    await thing(target.slice(0, 2), target.slice(3).replace(/^ns:/, "ns#"))
      .catch((error) => view.replaceChildren(make("p", { class: "error", role: "alert" }, error.message)));
  }
  const now = main.querySelector("article.shown") ?? document.querySelector("article:target") ?? main.querySelector(".first");
  document.title = `${now.querySelector("h1")?.textContent ?? ""} – rolegraph`;
  scrollTo(0, 0);
}

function run(event) {
  event.preventDefault();
  const form = event.target;
  const query = form.querySelector("textarea").value;
  watch(form.nextElementSibling, query, about(form.dataset.lang)).catch(() => {}); // it is shown in its place
}

addEventListener("hashchange", route);
for (const form of document.querySelectorAll("form.query")) form.addEventListener("submit", run);
if (location.hash) route();
