// Notices leave by themselves after a while, unless somebody reads them; errors stay until they are closed.
const SHOWN_FOR_MS = 7000;

const leave = (toast) => {
  toast.classList.add("toast--leaving");
  setTimeout(() => toast.remove(), 200);
};

const arrive = (toast) => {
  toast.querySelector("[data-toast-close]")?.removeAttribute("hidden");
  if (toast.classList.contains("toast--error")) return;
  const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : leave(toast)), SHOWN_FOR_MS);
  wait();
};

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-toast-close]");
  if (close) leave(close.closest("[data-toast]"));
});

const region = document.getElementById("toasts");
if (region) {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.matches?.("[data-toast]")) arrive(node);
  }).observe(region, { childList: true });
  region.querySelectorAll("[data-toast]").forEach(arrive);
}
