// SPARQL in the reader's browser: oxigraph with its WebAssembly inside this file, so that it also runs from a disk.
import { initSync, Store } from "oxigraph/web.js";
import packed from "oxigraph/web_bg.wasm"; // gzipped by build.mjs

let store;
let loading;

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Loads the data once. */
function load(text) {
  loading ??= (async () => {
    initSync({ module: await unpacked(packed) });
    store = new Store();
    store.load(text, { format: "application/n-quads", no_transaction: true });
  })();
  return loading;
}

/** Answers a query as SPARQL 1.1 JSON results, or as Turtle for CONSTRUCT and DESCRIBE. */
function ask(query) {
  const options = { use_default_graph_as_union: true };
  const form = query.replace(/#[^\n]*/g, "").match(/\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i)?.[1].toUpperCase();
  if (form === "CONSTRUCT" || form === "DESCRIBE") {
    return { text: store.query(query, { ...options, results_format: "text/turtle" }) };
  }
  return { json: JSON.parse(store.query(query, { ...options, results_format: "json" })) };
}

globalThis.rolegraphEngine = { load, ask };
