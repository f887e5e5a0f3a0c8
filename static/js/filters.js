// A changed filter or order is asked for at once; the drawer's button only closes the drawer.
const isFilters = (form) => form?.matches("[data-filters]");

document.addEventListener("change", (event) => {
  if (isFilters(event.target.form)) event.target.form.requestSubmit();
});

// Enter in a number field would ask twice: once because it changed, once because Enter submits.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "number" || !isFilters(event.target.form)) return;
  event.preventDefault();
  event.target.blur();
});

document.addEventListener("submit", ({ target: form, submitter }) => {
  if (isFilters(form) && submitter && form.matches(":popover-open")) form.hidePopover();
});

// Empty fields would only make the address longer.
document.addEventListener("formdata", ({ target: form, formData }) => {
  if (!isFilters(form)) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

// Folds that somebody opened or closed stay so when the counts are renewed.
let folds = new Map();

document.addEventListener("htmx:oobBeforeSwap", ({ target }) => {
  folds = new Map([...target.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
});

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const [id, open] of folds) document.getElementById(id)?.toggleAttribute("open", open);
});
