// Suggestions below a search box while somebody types: arrows choose, Enter goes, Escape closes. Without this module
// the box is a plain form. Follows the combobox pattern of the ARIA Authoring Practices, list autocomplete, no inline.
const WAIT_MS = 120;

const start = (input) => {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const status = document.getElementById(input.dataset.combobox);
  let clock = 0;
  let asked = null;
  let active = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    const all = options();
    active = place < -1 ? all.length - 1 : place >= all.length ? -1 : place;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };

  const show = (html) => {
    list.innerHTML = html;
    const count = options().length;
    list.hidden = count === 0;
    input.setAttribute("aria-expanded", String(count > 0));
    status.textContent = list.querySelector("[data-announcement]")?.dataset.announcement ?? "";
    mark(-1);
  };

  const ask = async () => {
    asked?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    asked = new AbortController();
    try {
      const address = `${input.dataset.suggestions}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) show(await answer.text());
    } catch {
      // A newer question took its place, or the network is away: the plain form still works.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(ask, WAIT_MS);
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      return close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      return mark(event.key === "ArrowDown" ? active + 1 : active === -1 ? -2 : active - 1);
    }
    if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    }
  });

  // The pointer goes down before the box loses the focus and the list with it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
};

for (const input of document.querySelectorAll("[data-combobox]")) start(input);
