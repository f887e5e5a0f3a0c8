// The bar at a phone's lower edge is there while the button of the page itself is above or below the screen.
const inView = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!target.isConnected) continue;
    document.querySelector("[data-buy-bar]")?.classList.toggle("buy-bar--shown", !isIntersecting);
  }
});

const watch = () => {
  inView.disconnect();
  const form = document.querySelector("[data-buy-bar]") && document.getElementById("buy");
  if (form) inView.observe(form);
};

document.addEventListener("htmx:afterSettle", watch);
watch();
