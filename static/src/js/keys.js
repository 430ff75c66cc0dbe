// Single-letter keys outside of fields: / ? g-then-letter, and data-key on any control.
import { all, isTyping } from "./dom.js";
import { openPalette } from "./palette.js";

let waiting = 0;

const visible = (element) => element.getClientRects().length > 0;
const byKey = (attribute, key) => all(`[${attribute}]`).find((element) => element.getAttribute(attribute) === key && visible(element));

function goTo(key) {
  // The link may stand in a closed drawer; its address is enough.
  const link = all("[data-go]").find((element) => element.dataset.go === key);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function act(key) {
  if (key === "/") {
    const field = all("[data-search]").find(visible);
    if (field) {
      field.focus();
      field.select();
    } else openPalette();
    return true;
  }
  if (key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  const control = byKey("data-key", key);
  control?.click();
  return Boolean(control);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const pending = waiting && Date.now() - waiting < 1500;
  waiting = 0;
  if (pending ? goTo(event.key) : act(event.key)) {
    event.preventDefault();
    // What happened is known; other modules need not look at the key again.
    event.stopImmediatePropagation();
  } else if (event.key === "g" && !pending) {
    waiting = Date.now();
    event.stopImmediatePropagation();
  }
});

// Escape leaves the search field, so that the list's keys work again.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches("[data-search]")) event.target.blur();
});

// Apple keyboards say ⌘ where others say Ctrl.
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  all("[data-mod-key]").forEach((element) => (element.textContent = `⌘${element.dataset.modKey}`));
}
