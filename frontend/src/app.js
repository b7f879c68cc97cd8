// Small helps on every page: instant search, and pickers that lead straight to their page.
import { prepare } from "./apart.js";
import { find } from "./fold.js";
import { encoded, language, make, root, script, words } from "./place.js";

const input = document.querySelector("#q");
const hits = document.querySelector("#hits");

async function index() {
  if (!globalThis.rolegraphIndex) await script(`search-${language}.js`);
  return globalThis.rolegraphIndex;
}

function listed(found) {
  if (!found.length) return make("p", {}, words("見つかりません", "nothing found"));
  return make("ul", {}, ...found.map(([, , label, kind, path]) => {
    const [page, mark] = path.split("#");
    const href = root + encoded(page) + (mark ? `#${encodeURIComponent(mark)}` : "");
    return make("li", {}, make("a", { href }, label, " ", make("small", {}, kind)));
  }));
}

async function suggest() {
  const asked = input.value;
  if (!asked.trim()) {
    hits.hidden = true;
    return;
  }
  const found = find(await index(), asked, 12);
  if (input.value !== asked) return;
  hits.replaceChildren(listed(found));
  hits.hidden = false;
}

async function results() {
  const place = document.querySelector("#results");
  const asked = new URLSearchParams(location.search).get("q");
  if (!place || !asked) return;
  input.value = asked;
  const found = find(await index(), asked, 200);
  document.querySelector("h1").textContent = words(`「${asked}」の検索結果`, `Results for “${asked}”`);
  place.replaceChildren(make("p", {}, words(`${found.length} 件`, `${found.length} found`)), listed(found));
}

function pick(event) {
  const form = event.target;
  const between = form.dataset.pattern.endsWith("/between");
  const parts = [...form.querySelectorAll("select")]
    .filter((field) => field.value)
    .flatMap((field) => (between ? [field.value] : [field.name, field.value]));
  if (between && parts[0] === parts[1]) {
    event.preventDefault();
    form.querySelector("select").focus();
    return;
  }
  event.preventDefault();
  const name = parts.length ? `${form.dataset.pattern}/${parts.join("/")}` : form.dataset.pattern;
  location.href = `${root}${language}/${encoded(name)}.html`;
}

if (input && hits) {
  input.addEventListener("input", suggest);
  input.addEventListener("focus", () => index().catch(() => {}), { once: true });
  input.closest("form").addEventListener("keydown", (event) => {
    if (event.key === "Escape") hits.hidden = true;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [input, ...hits.querySelectorAll("a")];
    const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (!hits.hidden && links[next]) {
      event.preventDefault();
      links[next].focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) hits.hidden = true;
  });
  results();
}
for (const form of document.querySelectorAll("form[data-pattern]")) form.addEventListener("submit", pick);
for (const form of document.querySelectorAll("form[data-source]")) prepare(form);
