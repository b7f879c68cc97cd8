// Where this page stands, and how to get from here to anything of ours: on a site, or inside the one file.
export const root = document.body.dataset.root ?? "";
export const live = "live" in document.body.dataset;
export const single = "single" in document.body.dataset;
export const BASE = "https://w3id.org/rolegraph/";

/** The language of the page; inside the one file it changes with the page. */
export let language = document.documentElement.lang === "en" ? "en" : "ja";

export function speak(next) {
  language = next;
  document.documentElement.lang = next;
}

/** Chooses between Japanese and English words. */
export const words = (ja, en) => (language === "ja" ? ja : en);

const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");

/** The way to a page of ours by its name, such as `ja/compare/duties`. */
export function way(name, mark = "") {
  const spot = mark && `#${encodeURIComponent(mark)}`;
  return (single ? `#${encoded(name)}` : `${root}${encoded(name)}.html`) + spot;
}

/** The address of the page about an IRI of ours, or "" for another's. */
export function pageOf(iri) {
  if (!iri.startsWith(BASE)) return "";
  const [name, mark] = iri.slice(BASE.length).split("#");
  return /^(id|scheme|graph)\/.|^ns$/.test(name) ? way(`${language}/${name}`, mark) : "";
}

/** The address of the page in sight: path, search words and mark. */
export function here() {
  return single ? new URL(location.hash.slice(1), "https://one.invalid/") : new URL(location.href);
}

/** Notes in the address what was asked, beside what stands there, so that it can be kept and passed on; "" is left out. */
export function note(asked) {
  const now = here();
  now.hash = "";
  for (const [key, value] of Object.entries(asked)) {
    if (value) now.searchParams.set(key, value);
    else now.searchParams.delete(key);
  }
  try {
    history.replaceState(history.state, "", single ? `#${now.pathname.slice(1)}${now.search}` : now);
  } catch { /* a page opened from a disk in some browsers */ }
}

const loading = new Map();

/** Loads a script of this site once, by its path; works from a disk, where fetch does not. */
export function script(name) {
  if (!loading.has(name)) {
    loading.set(name, new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = `${root}${encoded(name)}`;
      element.onload = () => done();
      element.onerror = () => failed(new Error(words(`${name} を読み込めません`, `cannot load ${name}`)));
      document.head.append(element);
    }));
  }
  return loading.get(name);
}

let inside;

/** Says how the one file opens what a site keeps in scripts. */
export function carry(open) {
  inside = open;
}

/** What a script of this site gives; the one file carries the same inside. */
export async function given(name, key) {
  if (inside) return inside(name);
  await script(`${name}.js`);
  return globalThis[key];
}

/** Makes an element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A link that takes a file away. */
export function away(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  return make("a", { href, download: name }, name);
}

/** Rows of text as CSV for people: with a mark at the beginning, so that spreadsheets read Japanese. */
export function csv(rows) {
  const cell = (value = "") => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}
