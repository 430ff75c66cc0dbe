// A box that narrows a long choice – filters, columns – to what is called so.
import { all, mount, on } from "./dom.js";

const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

mount("[data-find]", (box) => (box.closest(".find").hidden = false));

function narrow(box) {
  const within = box.closest("[data-find-in]");
  const wanted = fold(box.value).split(/\s+/).filter(Boolean);
  const fits = (words) => wanted.every((word) => fold(words).includes(word));
  let found = 0;
  for (const item of all("[data-find-item]", within)) {
    const title = item.closest("[data-find-group]")?.querySelector("[data-find-title]")?.textContent ?? "";
    const name = item.matches("[data-find-text]") ? item : item.querySelector("[data-find-text]");
    item.hidden = !fits(`${name.textContent} ${title}`);
    found += !item.hidden;
  }
  for (const group of all("[data-find-group]", within)) {
    group.hidden = !group.querySelector("[data-find-item]:not([hidden])");
    if (group.tagName === "DETAILS") unfold(group, wanted.length > 0 && !group.hidden);
  }
  const none = within.querySelector("[data-find-none]");
  none.textContent = found ? "" : none.dataset.text;
}

/** Opens a part for as long as something is looked for; then it is as it was. */
function unfold(group, looking) {
  if (looking) group.dataset.wasOpen ??= String(group.open);
  if (looking) group.open = true;
  else if (group.dataset.wasOpen) {
    group.open = group.dataset.wasOpen === "true";
    delete group.dataset.wasOpen;
  }
}

on("input", "[data-find]", (_event, box) => narrow(box));
// What is typed to find a filter neither sends the form nor closes the panel; Enter goes to what was found.
// The box hears its keys before the panel and the menu around it do.
mount("[data-find]", (box) =>
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      all("[data-find-item]:not([hidden]) :is(input, select)", box.closest("[data-find-in]"))[0]?.focus();
    } else if (event.key === "Escape" && box.value) {
      event.preventDefault();
      event.stopPropagation();
      box.value = "";
      narrow(box);
    }
  }),
);
