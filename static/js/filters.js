// A changed filter or order is asked for at once; the drawer's button only closes the drawer.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-filters]")) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-filters]") && event.submitter && form.matches(":popover-open")) form.hidePopover();
});

// Empty fields would only make the address longer.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
