// Small helps on every page: instant search, pickers that lead straight to their page, a language switch that keeps its place.
import { find } from "./fold.js";
import { given, here, language, make, single, way, words } from "./place.js";

const index = () => given(`assets/search-${language}`, "rolegraphIndex");

function listed(found) {
  if (!found.length) return make("p", {}, words("見つかりません", "nothing found"));
  return make("ul", {}, ...found.map(([, , label, kind, path]) => {
    const [page, mark] = path.split("#");
    return make("li", {}, make("a", { href: way(page.replace(/\.html$/, ""), mark) }, label, " ", make("small", {}, kind)));
  }));
}

/** Answers while one types. */
export function searching(form) {
  const input = form.querySelector("input");
  const hits = form.querySelector(".hits");
  input.addEventListener("input", async () => {
    const asked = input.value;
    if (!asked.trim()) {
      hits.hidden = true;
      return;
    }
    const found = find(await index(), asked, 12);
    if (input.value !== asked) return;
    hits.replaceChildren(listed(found));
    hits.hidden = false;
  });
  input.addEventListener("focus", () => index().catch(() => {}), { once: true });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hits.hidden = true;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [input, ...hits.querySelectorAll("a")];
    const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (!hits.hidden && links[next]) {
      event.preventDefault();
      links[next].focus();
    }
  });
  form.addEventListener("submit", (event) => {
    if (!single) return;
    event.preventDefault();
    hits.hidden = true;
    location.hash = `${way(`${language}/search`)}?q=${encodeURIComponent(input.value)}`;
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target) || event.target.closest(".hits a")) hits.hidden = true;
  });
}

/** Shows on the search page what its address asks for. */
export async function results(page, input) {
  const place = page.querySelector(".results");
  const asked = here().searchParams.get("q");
  if (!place || !asked) return;
  input.value = asked;
  const found = find(await index(), asked, 200);
  page.querySelector("h1").textContent = words(`「${asked}」の検索結果`, `Results for “${asked}”`);
  page.querySelector(".notice")?.remove(); // it speaks of pages without script
  place.replaceChildren(make("p", {}, words(`${found.length} 件`, `${found.length} found`)), listed(found));
}

/** Leads from a picker to the page of what was chosen. */
export function picking(event) {
  const form = event.target.closest("form[data-pattern]");
  if (form || event.target.matches(".sieve")) event.preventDefault(); // a sieve needs no sending
  if (!form) return;
  const between = form.dataset.pattern.endsWith("/between");
  const parts = [...form.querySelectorAll("select")]
    .filter((field) => field.value)
    .flatMap((field) => (between ? [field.value] : [field.name, field.value]));
  if (between && parts[0] === parts[1]) form.querySelector("select").focus();
  else location.href = way([language, form.dataset.pattern, ...parts].join("/"));
}

/** Leads to the same place in the other language: search words, query and mark go along. */
export function switching(event) {
  const link = event.target.closest(".tongue a");
  if (!link) return;
  const now = here();
  if (single) {
    link.href = `#${link.lang}${now.pathname.slice(3)}${now.search}${now.hash}`;
    return;
  }
  if (link.getAttribute("href").startsWith("#")) return; // both languages are on this page
  const there = new URL(link.href);
  there.search = now.search;
  there.hash = now.hash;
  link.href = there;
}
