// Menus are <details>: this closes them and moves through them with the arrow keys.
import { all, on } from "./dom.js";

const open = () => all("details.menu[open], details.user[open]");

document.addEventListener("click", (event) => {
  open().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

on("toggle", "details.menu, details.user", (_event, menu) => {
  if (menu.open) menu.querySelector(".menu__body")?.scrollIntoView({ block: "nearest" });
  if (menu.open) open().forEach((other) => other !== menu && !other.contains(menu) && (other.open = false));
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element ? event.target.closest("details.menu[open], details.user[open]") : null;
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    const items = all(".menu__item, .menu__body input, .menu__body .btn", menu).filter((item) => item.offsetParent && !item.querySelector("input"));
    if (!items.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
});
