// On every page of a site.
import { picking, results, searching, switching } from "./helps.js";

const search = document.querySelector("form.search");
if (search) {
  searching(search);
  results(document.querySelector("main"), search.querySelector("input"));
}
document.addEventListener("submit", picking);
document.addEventListener("click", switching);
