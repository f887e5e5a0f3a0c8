// What was added is shown in a drawer beside the page. A modal dialog keeps the focus inside, closes with Escape and
// gives the focus back by itself.
const drawer = document.getElementById("cart-drawer");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "cart-drawer-content" && !drawer.open) drawer.showModal();
});

document.addEventListener("click", (event) => {
  // A click beside the drawer hits the dialog itself, which its content covers.
  if (event.target === drawer || event.target.closest("[data-drawer-close]")) drawer.close();
});
