// The box "bought together": the sum and the number follow the ticks.
const tell = (form) => {
  const ticked = [...form.querySelectorAll("[data-price]:checked")];
  const places = Number(form.dataset.places);
  const sum = ticked.reduce((total, box) => total + Number(box.dataset.price), 0) / 10 ** places;
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: form.dataset.together });
  form.querySelector("[data-together-sum]").textContent = format.format(sum);
  form.querySelector("[data-together-count]").textContent = ticked.length;
  form.querySelector("[type=submit]").disabled = !ticked.length;
};

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-together]");
  if (form) tell(form);
});
