// Where this page stands, and how to get from here to anything of ours.
export const root = document.body.dataset.root ?? "";
export const language = document.documentElement.lang === "en" ? "en" : "ja";
export const live = "live" in document.body.dataset;
export const BASE = "https://w3id.org/rolegraph/";

/** What chooses between Japanese and English words. */
export const tongue = (spoken) => (ja, en) => (spoken === "ja" ? ja : en);

export const words = tongue(language);

export const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");

/** The address of the page about an IRI of ours, or "" for another's. */
export function pageOf(iri) {
  if (!iri.startsWith(BASE)) return "";
  const [name, mark] = iri.slice(BASE.length).split("#");
  if (!/^(id|scheme|graph)\/.|^ns$/.test(name)) return "";
  return `${root}${language}/${encoded(name)}.html${mark ? `#${encodeURIComponent(mark)}` : ""}`;
}

const loading = new Map();

/** Loads a script of this site once; works from a disk, where fetch does not. */
export function script(name) {
  if (!loading.has(name)) {
    loading.set(name, new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = `${root}assets/${name}`;
      element.onload = () => done();
      element.onerror = () => failed(new Error(words(`${name} を読み込めません`, `cannot load ${name}`)));
      document.head.append(element);
    }));
  }
  return loading.get(name);
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
