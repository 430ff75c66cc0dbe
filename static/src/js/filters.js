// The filter panel: a column beside the list on a desk, a drawer on a phone.
import { all, mount, on, recall, remember } from "./dom.js";

const wide = matchMedia("(min-width: 768px)");
const root = document.documentElement;

function set(panel, open) {
  panel.classList.toggle("is-open", open);
  all("[data-filter-toggle]").forEach((button) => button.setAttribute("aria-expanded", String(open)));
  if (!wide.matches) {
    if (open) root.dataset.drawer = "filter";
    else delete root.dataset.drawer;
  }
  if (wide.matches) remember("filters", open ? "open" : null);
  window.dispatchEvent(new Event("resize"));
}

mount("[data-filter-panel]", (panel) => {
  panel.dataset.ready = "";
  if (wide.matches && recall("filters") === "open") set(panel, true);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    set(panel, false);
    document.querySelector("[data-filter-toggle]")?.focus();
  });
});

const panel = () => document.querySelector("[data-filter-panel]");

on("click", "[data-filter-toggle]", () => {
  const element = panel();
  if (!element) return;
  const open = !element.classList.contains("is-open");
  set(element, open);
  if (open) element.querySelector("input:not([type=hidden]), select")?.focus();
});
on("click", "[data-filter-close]", () => panel() && set(panel(), false));
on("click", ".veil", () => panel()?.classList.contains("is-open") && set(panel(), false));

// Empty fields stay out of the address.
on("submit", ".filter-panel__form, form[role=search]", (_event, form) => {
  const blank = all("input, select", form).filter((field) => field.name && !field.disabled && field.value === "");
  blank.forEach((field) => (field.disabled = true));
  setTimeout(() => blank.forEach((field) => (field.disabled = false)), 0);
});
