// "Why this?" and "not interested" open over the page instead of on one of their own; without this module they do.
const PART = { "X-Part": "why" };

const sheet = () => {
  let dialog = document.getElementById("why-sheet");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "why-sheet";
    dialog.className = "why-sheet";
    dialog.setAttribute("aria-labelledby", "why-title");
    document.body.append(dialog);
  }
  return dialog;
};

let card = null;

const show = (html, label) => {
  const dialog = sheet();
  dialog.innerHTML = html;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button why-sheet__close";
  close.setAttribute("aria-label", label);
  close.textContent = "×";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  card?.classList.toggle("carousel__item--refused", Boolean(dialog.querySelector("[data-why-said]")));
  if (!dialog.open) dialog.showModal();
};

// Sends a form as it would send itself; when the answer is not the part, the browser goes on alone.
const send = async (form, button) => {
  const data = new FormData(form, button);
  const isPost = form.method === "post";
  const query = new URLSearchParams(data);
  const answer = await fetch(isPost ? form.action : `${form.action}?${query}`, {
    method: form.method,
    headers: PART,
    body: isPost ? data : undefined,
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
};

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  const isAsked = form.matches("[data-why]");
  if (!isAsked && !form.closest("#why-sheet")) return;
  event.preventDefault();
  if (isAsked) card = button.closest("[data-position]");
  const label = document.querySelector("[data-why]")?.dataset.whyClose ?? "";
  try {
    show(await send(form, button), label);
  } catch {
    if (button?.name) {
      const chosen = document.createElement("input");
      Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
      form.append(chosen);
    }
    form.submit();
  }
});
