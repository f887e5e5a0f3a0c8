// Tells the shop which recommendations were truly seen and which were clicked, once per slate.
// Seen means: half the card was visible for a second.
const SEEN_AFTER_MS = 1000;
const SEND_AFTER_MS = 3000;
const ADDRESS = "/e/";

const reports = new Map(); // slate → {seen: Set, clicked: Set} not yet sent
const known = new Map(); // slate → positions seen on this page
const clocks = new Map(); // card → timer
let sending = 0;

const placeOf = (element) => {
  const card = element.closest("[data-position]");
  const slate = card?.closest("[data-slate]");
  return slate ? { slate: slate.dataset.slate, position: Number(card.dataset.position) } : null;
};

const note = (kind, { slate, position }) => {
  if (!reports.has(slate)) reports.set(slate, { seen: new Set(), clicked: new Set() });
  reports.get(slate)[kind].add(position);
};

const send = () => {
  clearTimeout(sending);
  sending = 0;
  if (!reports.size) return;
  const slates = [...reports].map(([slate, { seen, clicked }]) => ({ slate, seen: [...seen], clicked: [...clicked] }));
  reports.clear();
  navigator.sendBeacon(ADDRESS, new Blob([JSON.stringify({ slates })], { type: "application/json" }));
};

const sendSoon = () => {
  sending ||= setTimeout(send, SEND_AFTER_MS);
};

const saw = (card) => {
  watcher.unobserve(card);
  const place = placeOf(card);
  if (!place) return;
  if (!known.has(place.slate)) known.set(place.slate, new Set());
  if (known.get(place.slate).has(place.position)) return;
  known.get(place.slate).add(place.position);
  note("seen", place);
  sendSoon();
};

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(clocks.get(target));
      clocks.delete(target);
      if (isIntersecting) clocks.set(target, setTimeout(saw, SEEN_AFTER_MS, target));
    }
  },
  { threshold: 0.5 },
);

const watch = (root) => {
  for (const card of root.querySelectorAll("[data-slate] [data-position]")) watcher.observe(card);
};

// Middle clicks open a tab as well; both count, the keyboard's Enter is a click too.
const clicked = (event) => {
  const place = event.target.closest("a") && placeOf(event.target);
  if (!place) return;
  note("clicked", place);
  send();
};

document.addEventListener("click", clicked);
document.addEventListener("auxclick", (event) => event.button === 1 && clicked(event));
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
watch(document);
