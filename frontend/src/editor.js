// The query page of a site.
import { engine, server } from "./asking.js";
import { edit } from "./editing.js";
import { live, script } from "./place.js";

const form = document.querySelector("form.query");
const ask = live ? server(form.dataset.endpoint) : engine(async () => {
  await Promise.all([script("assets/engine.js"), script("assets/data.js")]);
  return globalThis.rolegraphData;
});
edit(form, ask);
