// On every page of a site.
import { prepare } from "./apart.js";
import { picking, results, searching, switching } from "./helps.js";
import { narrowed, narrowing } from "./sieves.js";

const search = document.querySelector("form.search");
if (search) {
  searching(search);
  results(document.querySelector("main"), search.querySelector("input"));
}
for (const form of document.querySelectorAll("form[data-source]")) prepare(form);
for (const form of document.querySelectorAll("form.sieve")) narrowed(form);
document.addEventListener("submit", picking);
document.addEventListener("click", switching);
document.addEventListener("change", narrowing);
