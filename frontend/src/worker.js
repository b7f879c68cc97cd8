// SPARQL in the reader's browser: oxigraph with its WebAssembly inside, in a worker of its own, so that the page stays free.
import { initSync, Store } from "oxigraph/web.js";
import packed from "oxigraph/web_bg.wasm"; // gzipped by build.mjs
import { formOf } from "./sparql.js";

let loaded;

function unpacked(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** A store with the data, given as N-Quads or as gzipped bytes of them. */
async function filled(data) {
  initSync({ module: await (await unpacked(packed)).arrayBuffer() });
  const store = new Store();
  const text = typeof data === "string" ? data : await unpacked(data).text();
  store.load(text, { format: "application/n-quads", no_transaction: true });
  return store;
}

/** Answers a query as SPARQL 1.1 JSON results, or as Turtle for CONSTRUCT and DESCRIBE. */
function answered(store, query) {
  const options = { use_default_graph_as_union: true };
  if (["CONSTRUCT", "DESCRIBE"].includes(formOf(query))) {
    return { text: store.query(query, { ...options, results_format: "text/turtle" }) };
  }
  return { json: JSON.parse(store.query(query, { ...options, results_format: "json" })) };
}

// The first message is the data, every other one a query; answers come in the order of the queries.
addEventListener("message", async ({ data }) => {
  if (!loaded) {
    loaded = filled(data);
    loaded.catch(() => {}); // told to whoever asks
    return;
  }
  try {
    postMessage(answered(await loaded, data));
  } catch (error) {
    postMessage({ error: String(error.message ?? error) });
  }
});
