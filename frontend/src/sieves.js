// What a table is narrowed to stands in the address: a view can be kept, passed on and read in the other language.
import { here, note } from "./place.js";

const kinds = (form) => [...form.querySelectorAll("[name=rows]")];
const columns = (form) => [...form.querySelectorAll("[data-column]")];

/** Sets a sieve to what the address says; a kind of rows that the table lacks is left out. */
export function narrowed(form) {
  const asked = here().searchParams;
  const all = kinds(form);
  (all.find((field) => field.value === asked.get("rows")) ?? all[0]).checked = true;
  const without = (asked.get("without") ?? "").split(" ");
  for (const field of columns(form)) field.checked = !without.includes(field.dataset.column);
}

/** Notes in the address what a reader keeps in sight. */
export function narrowing(event) {
  const form = event.target.closest("form.sieve");
  if (!form) return;
  const without = columns(form).filter((field) => !field.checked).map((field) => field.dataset.column);
  note({ rows: kinds(form).find((field) => field.checked).value, without: without.join(" ") });
}
