// Small pictures bring their large one into view without moving the page; swiping marks the small one.
const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      const thumbs = target.closest("[data-gallery]").querySelectorAll("[data-gallery-thumb]");
      for (const thumb of thumbs) {
        if (thumb.hash === `#${target.id}`) thumb.setAttribute("aria-current", "true");
        else thumb.removeAttribute("aria-current");
      }
    }
  },
  { threshold: 0.6 },
);

const watch = (root) => {
  for (const item of root.querySelectorAll("[data-gallery] .gallery__item")) inView.observe(item);
};

document.addEventListener("click", (event) => {
  const thumb = event.target.closest("[data-gallery-thumb]");
  const picture = thumb && document.getElementById(thumb.hash.slice(1));
  if (!picture) return;
  event.preventDefault();
  picture.parentElement.scrollTo({ left: picture.offsetLeft - picture.parentElement.offsetLeft });
});

document.addEventListener("htmx:load", (event) => watch(event.detail.elt.parentElement ?? document));
watch(document);
