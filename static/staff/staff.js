// What the staff area's framework leaves out: names and landmarks for screen readers, and pictures dropped on a product.
document.addEventListener("DOMContentLoaded", () => {
  const nameLandmarks = () => {
    document.getElementById("main")?.setAttribute("role", "main");
    const menu = document.getElementById("nav-sidebar-inner");
    menu?.setAttribute("aria-label", menu.querySelector("a")?.textContent.trim() || document.title);
    for (const scroller of document.querySelectorAll(".simplebar-content-wrapper[role]")) {
      scroller.removeAttribute("role");
      scroller.removeAttribute("aria-label");
    }
    for (const heading of document.querySelectorAll("th:not([role])")) {
      if (!heading.textContent.trim() && !heading.querySelector("[aria-label]")) heading.setAttribute("role", "presentation");
    }
  };

  const nameCells = () => {
    // On a phone each cell shows the head of its column; the framework calls every first one a check box.
    const head = document.querySelector("#result_list thead th .text")?.textContent.trim();
    for (const cell of document.querySelectorAll("#result_list tr > td:first-child[data-label]")) {
      if (head && !cell.querySelector("input[type=checkbox].action-select")) cell.dataset.label = head;
    }
  };

  const nameFields = () => {
    // A field in a table is named by the head of its column.
    for (const field of document.querySelectorAll("td[data-label] :is(input:not([type=hidden]), select, textarea)")) {
      if (field.labels?.length || field.getAttribute("aria-label")) continue;
      const label = field.closest("td").dataset.label.trim();
      if (label) field.setAttribute("aria-label", label);
    }
    // A field with suggestions is named by the label of the list it stands for.
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.labels?.[0]?.textContent.trim() || select.getAttribute("aria-label") || select.closest("td")?.dataset.label;
      const box = select.nextElementSibling;
      if (!label || !box) continue;
      for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", label);
      }
      // What empties the field stands in a list of its choices.
      box.querySelector("ul > .select2-selection__clear")?.setAttribute("role", "listitem");
    }
  };

  const mend = () => {
    nameLandmarks();
    nameCells();
    nameFields();
  };

  // Every dropped or chosen picture becomes a row of the form, as if somebody had added it and picked the file.
  const addPictures = (place, files) => {
    const group = place.closest("[data-inline-type]");
    const prefix = group.id.replace(/-group$/, "");
    const total = group.querySelector(`#id_${prefix}-TOTAL_FORMS`) ?? document.getElementById(`id_${prefix}-TOTAL_FORMS`);
    for (const file of [...files].filter((each) => each.type.startsWith("image/"))) {
      const number = Number(total.value);
      group.querySelector(".add-row a, a.add-row, .add-row button")?.click();
      const input = document.getElementById(`id_${prefix}-${number}-file`);
      if (!input) return;
      const held = new DataTransfer();
      held.items.add(file);
      input.files = held.files;
      const shown = input.closest("td")?.querySelector("input[type=text]");
      if (shown) shown.value = file.name;
    }
  };

  for (const place of document.querySelectorAll("[data-drop-pictures]")) {
    place.hidden = false;
    const chooser = place.querySelector("input[type=file]");
    // On the way down, so that the framework does not take it for the file of the first row.
    place.addEventListener(
      "change",
      (event) => {
        event.stopPropagation();
        addPictures(place, chooser.files);
        chooser.value = "";
      },
      true,
    );
    for (const kind of ["dragenter", "dragover"]) {
      place.addEventListener(kind, (event) => {
        event.preventDefault();
        place.classList.add("drop-pictures--over");
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      place.addEventListener(kind, () => place.classList.remove("drop-pictures--over"));
    }
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      addPictures(place, event.dataTransfer.files);
    });
  }

  const showWhatIsWrong = () => {
    // A refused form opens at the first tab with a mistake, not at the one that was open before.
    const wrong = [...document.querySelectorAll("#tabs-items a")].filter((tab) => tab.querySelector(".bg-red-500"));
    if (wrong.length && !wrong.some((tab) => tab.classList.contains("active"))) wrong[0].click();
  };

  mend();
  window.addEventListener("load", () =>
    setTimeout(() => {
      mend();
      showWhatIsWrong();
    }),
  );
  document.addEventListener("formset:added", () => setTimeout(mend));
});
