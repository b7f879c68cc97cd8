// One way to ask, whoever answers: the server's endpoint, or the engine in this browser.
import { live, script, words } from "./place.js";

async function prepared() {
  if (globalThis.rolegraphEngine && globalThis.rolegraphData === undefined) await script("data.js");
  if (!globalThis.rolegraphEngine) {
    await script("engine.js");
    if (globalThis.rolegraphData === undefined) await script("data.js");
  }
  if (globalThis.rolegraphData) {
    globalThis.rolegraphEngine.load(globalThis.rolegraphData);
    globalThis.rolegraphData = "";
  }
  return globalThis.rolegraphEngine;
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
  const engine = await prepared();
  if (!engine) throw new Error(words("問い合わせる部品がありません", "no engine to answer"));
  return engine.ask(query);
}
