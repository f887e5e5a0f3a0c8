// Arrow buttons of a carousel: one screenful a click, switched off at the ends.
const rowOf = (carousel) => carousel.querySelector("[data-carousel-row]");

const mark = (carousel) => {
  const row = rowOf(carousel);
  const offset = Math.abs(row.scrollLeft);
  const end = row.scrollWidth - row.clientWidth;
  const fits = end < 8;
  for (const arrow of carousel.querySelectorAll("[data-carousel-arrow]")) {
    arrow.hidden = fits;
    arrow.disabled = arrow.dataset.carouselArrow === "next" ? offset > end - 8 : offset < 8;
  }
};

const start = (root) => {
  for (const carousel of root.querySelectorAll("[data-carousel]")) {
    const row = rowOf(carousel);
    if (!row) continue;
    row.addEventListener("scroll", () => mark(carousel), { passive: true });
    mark(carousel);
  }
};

document.addEventListener("click", (event) => {
  const arrow = event.target.closest("[data-carousel-arrow]");
  if (!arrow) return;
  const row = rowOf(arrow.closest("[data-carousel]"));
  const towards = (arrow.dataset.carouselArrow === "next" ? 1 : -1) * (getComputedStyle(row).direction === "rtl" ? -1 : 1);
  row.scrollBy({ left: towards * row.clientWidth * 0.8 });
});

start(document);
