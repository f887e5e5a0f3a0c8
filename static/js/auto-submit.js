// A list to choose from answers as soon as something is chosen.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-auto-submit]")) form.requestSubmit();
});
