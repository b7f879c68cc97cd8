// The one file: every page is inside, packed, and unpacked when its turn comes; SPARQL runs right here.
import { prepare } from "./apart.js";
import { engine } from "./asking.js";
import { edit } from "./editing.js";
import { picking, results, searching, switching } from "./helps.js";
import { carry, csv, here, language, make, speak, words } from "./place.js";
import { narrowed, narrowing } from "./sieves.js";

const main = document.querySelector("main");
const ask = engine(async () => bytes("data"));
const opened = new Map();

function bytes(id) {
  return Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
}

/** What is packed under a name. */
function unpacked(id) {
  if (!opened.has(id)) {
    const stream = new Blob([bytes(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
    opened.set(id, new Response(stream).json());
  }
  return opened.get(id);
}

/** The page of a name as an article, or undefined. */
async function packedPage(name) {
  const firsts = await unpacked("packs");
  const number = firsts.filter((first) => first <= name).length - 1;
  const text = number < 0 ? undefined : (await unpacked(`pack-${number}`))[name];
  if (text === undefined) return undefined;
  const holder = make("template");
  holder.innerHTML = text;
  return holder.content.firstElementChild;
}

/** A button under each table that takes it away as it is shown. */
function takeaways(article) {
  for (const table of article.querySelectorAll(".scroll > table")) {
    const button = make("button", { type: "button", class: "take" }, words("この表を CSV で保存", "Save this table as CSV"));
    button.addEventListener("click", () => {
      const text = (cell) => [...(cell.querySelector("ul.in")?.children ?? [cell])].map((part) => part.textContent.replace(/\s+/g, " ").trim()).join("; ");
      const seen = (part) => part.getClientRects().length > 0; // a sieve leaves rows and columns out
      const rows = [...table.rows].filter(seen).map((row) => [...row.cells].filter(seen).map(text));
      save(`${article.id.replaceAll("/", "-")}.csv`, "text/csv", csv(rows));
    });
    table.parentElement.after(button);
  }
}

/** On the page of all data a button that takes them away. */
function dataset(article) {
  if (!/^..\/data$/.test(article.id)) return;
  const button = make("button", { type: "button", class: "take" }, words("全データを保存(N-Quads、gzip)", "Save all data (N-Quads, gzip)"));
  button.addEventListener("click", () => save("rolegraph.nq.gz", "application/gzip", bytes("data")));
  article.querySelector("h1").after(make("p", {}, button));
}

/** Saves a file as if a link to it had been followed. */
function save(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** The page that an address names; one that cannot be read names none. */
function named({ pathname }) {
  try {
    return decodeURIComponent(pathname.slice(1)) || "ja/index";
  } catch {
    return pathname.slice(1);
  }
}

/** Puts the page into sight, with everything that it can do. */
async function show(name) {
  const written = document.getElementById(name);
  const article = written ?? await packedPage(name) ?? await packedPage(`${name.startsWith("en/") ? "en" : "ja"}/not-found`);
  if (named(here()) !== name) return undefined; // the reader has gone on
  for (const old of main.querySelectorAll("article.shown")) {
    if ("packed" in old.dataset) old.remove();
    else old.classList.remove("shown");
  }
  speak(article.lang);
  if (!written) {
    article.dataset.packed = "";
    main.append(article);
  }
  article.classList.add("shown");
  if (!("ready" in article.dataset)) {
    article.dataset.ready = "";
    takeaways(article);
    dataset(article);
    for (const picker of article.querySelectorAll("form[data-source]")) prepare(picker);
  }
  for (const sieve of article.querySelectorAll("form.sieve")) narrowed(sieve);
  const bar = document.querySelector(`.top[lang="${language}"]`);
  await results(article, bar.querySelector("input"));
  const form = article.querySelector("form.query");
  if (form) edit(form, ask);
  for (const link of bar.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${article.querySelector("h1").textContent} – rolegraph`;
  return article;
}

const heights = new Map(); // where a page was left, for the way back
let address = location.hash;
let forward = true;
let busy = false;

async function route() {
  const now = here();
  const name = named(now);
  busy = true;
  address = location.hash;
  const before = main.querySelector("article.shown");
  const same = before?.id === name && (before.dataset.search ?? "") === now.search;
  const article = same ? before : await show(name);
  if (!article) return;
  article.dataset.search = now.search;
  const spot = now.hash && document.getElementById(name + decodeURIComponent(now.hash));
  if (spot) spot.scrollIntoView();
  else scrollTo(0, forward ? 0 : heights.get(address) ?? 0);
  if (!same && before) {
    const head = article.querySelector("h1");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }
  forward = false;
  busy = false;
}

carry((name) => unpacked(name));
addEventListener("scroll", () => {
  if (!busy && address === location.hash) heights.set(address, scrollY);
}, { passive: true });
addEventListener("hashchange", route);
document.addEventListener("submit", picking);
document.addEventListener("click", switching);
document.addEventListener("change", narrowing);
document.addEventListener("click", (event) => {
  forward = Boolean(event.target.closest("a, button"));
}, true);
for (const form of document.querySelectorAll("form.search")) searching(form);
route();
