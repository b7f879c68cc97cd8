// Two plans set apart on a site too large to hold a page for every pair: from the data of the comparison itself.
import { given, here, language, make, note, way } from "./place.js";

const LACKING = ["not-found", "excluded"];

/** The rows of both plans: what each states, in which state, where. */
function gathered(records, a, b) {
  const rows = new Map();
  for (const record of records.filter(({ column }) => column === a || column === b)) {
    if (!rows.has(record.row)) rows.set(record.row, { label: record.row_label ?? record.row });
    const cell = (rows.get(record.row)[record.column] ??= { state: record.state, said: [], passages: [] });
    const value = record.value_label ?? record.value ?? null;
    if (value !== null) cell.said.push(record.part_label ? `${record.part_label} ${value}` : String(value));
    cell.passages.push(...(record.passages ?? "").split("; ").filter(Boolean));
  }
  return [...rows.values()];
}

function group(row, a, b) {
  const [one, other] = [row[a]?.state, row[b]?.state];
  if (one === "stated" && LACKING.includes(other)) return "a";
  if (other === "stated" && LACKING.includes(one)) return "b";
  if (one === "stated" && other === "stated") return "both";
  return one === "stated" || other === "stated" ? "open" : "";
}

/** The word for a state as the legend of the page has it. */
function word(state) {
  return [...document.querySelectorAll(`.mark.${state}`)].map((mark) => mark.textContent).find(Boolean) ?? state;
}

function cell({ state, said } = { state: "not-coded", said: [] }) {
  const words = said.join(language === "ja" ? "、" : ", ") || word(state);
  return make("td", { class: `state ${state}` }, make("span", { class: `mark ${state}` }), ` ${words}`);
}

function table(rows, a, b, heads) {
  const body = rows.map((row) => {
    const passages = [...new Set([...(row[a]?.passages ?? []), ...(row[b]?.passages ?? [])])];
    const links = passages.map((name) =>
      make("li", {}, make("a", { href: way(`${language}/id/passage/${name}`) }, name)));
    return make("tr", {}, make("th", { scope: "row" }, row.label), cell(row[a]), cell(row[b]),
      make("td", {}, make("ul", { class: "in" }, ...links)));
  });
  const head = make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)));
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heads.join(", ") },
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}

/** Shows under its form what one chosen plan states and the other does not. */
export async function apart(form) {
  const words = JSON.parse(form.dataset.words);
  const [one, other] = [...form.querySelectorAll("select")].map((field) => field.selectedOptions[0]);
  const [a, b] = [one.value, other.value];
  if (a === b) return;
  if (form.nextElementSibling?.id !== "apart") form.after(make("div", { id: "apart", role: "region", "aria-live": "polite" }));
  const place = form.nextElementSibling;
  place.setAttribute("aria-label", words.between);
  let records;
  try {
    records = await given(form.dataset.source, "rolegraphCompared");
  } catch (error) {
    place.replaceChildren(make("p", { class: "notice" }, error.message));
    return;
  }
  const rows = gathered(records, a, b);
  const named = (pattern, x, y) => pattern.replace("{a}", x.textContent).replace("{b}", y.textContent);
  const heads = [words.item, one.textContent, other.textContent, words.stated_in];
  const headings = { a: named(words.only, one, other), b: named(words.only, other, one), both: words.both, open: words.open };
  place.replaceChildren(...Object.entries(headings).flatMap(([key, heading]) => {
    const own = rows.filter((row) => group(row, a, b) === key);
    return [make("h3", {}, heading), own.length ? table(own, a, b, heads) : make("p", { class: "none" }, words.none)];
  }));
  note({ a, b });
}

/** Takes over the form; an address with two plans is answered at once. */
export function prepare(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apart(form);
  });
  const asked = here().searchParams;
  if (!asked.has("a") || !asked.has("b")) return;
  for (const field of form.querySelectorAll("select")) field.value = asked.get(field.name);
  if ([...form.querySelectorAll("select")].every((field) => field.value)) apart(form);
}
