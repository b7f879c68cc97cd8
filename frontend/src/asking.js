// One way to ask, whoever answers: the server's endpoint, or the engine in this browser.
import { live, script } from "./place.js";

let ready;

/** The engine with the data in it; both are loaded when first needed. */
function prepared() {
  ready ??= (async () => {
    await Promise.all([script("engine.js"), script("data.js")]);
    await globalThis.rolegraphEngine.load(globalThis.rolegraphData);
    globalThis.rolegraphData = "";
    return globalThis.rolegraphEngine;
  })();
  return ready;
}

async function remote(query, endpoint) {
  const form = query.replace(/#[^\n]*/g, "").match(/\b(CONSTRUCT|DESCRIBE)\b/i);
  const accept = form ? "text/turtle" : "application/sparql-results+json";
  const headers = { Accept: accept, "Content-Type": "application/sparql-query" };
  const reply = await fetch(endpoint, { method: "POST", headers, body: query });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return form ? { text } : { json: JSON.parse(text) };
}

/** Answers {json} or {text}; throws with the engine's words. */
export async function answer(query, endpoint) {
  if (live) return remote(query, endpoint);
  return (await prepared()).ask(query);
}
