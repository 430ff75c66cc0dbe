// Light, dark or as the system says.
import { all, on, remember } from "./dom.js";

const mark = () => {
  const choice = document.documentElement.dataset.themeChoice;
  all("[data-theme-set]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice)));
};

on("click", "[data-theme-set]", (_event, button) => {
  const choice = button.dataset.themeSet;
  remember("theme", choice === "system" ? null : choice);
  document.dispatchEvent(new Event("theme:choose"));
  mark();
});

mark();
