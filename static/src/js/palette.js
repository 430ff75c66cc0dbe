// The command palette: Ctrl/⌘-K. The server answers with a fragment; this moves through it.
import { all, on } from "./dom.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector(".palette__input");
const results = dialog?.querySelector(".palette__results");
const kept = new Map();
let active = -1;
let mode = "";
let latest = 0;
let timer = 0;
let answer = Promise.resolve();

const items = () => all(".palette__item", results);

function point(index) {
  const list = items();
  active = list.length ? (index + list.length) % list.length : -1;
  list.forEach((item, at) => {
    item.classList.toggle("is-active", at === active);
    item.setAttribute("aria-selected", String(at === active));
  });
  if (active < 0) input.removeAttribute("aria-activedescendant");
  else {
    input.setAttribute("aria-activedescendant", list[active].id);
    list[active].scrollIntoView({ block: "nearest" });
  }
}

function show(html) {
  results.innerHTML = html;
  all(".palette__group", results).forEach((group, at) => {
    const title = group.querySelector("h3");
    group.setAttribute("role", "group");
    if (title) {
      title.id ||= `palette-group-${at}`;
      group.setAttribute("aria-labelledby", title.id);
    }
  });
  items().forEach((item, at) => {
    item.id = `palette-item-${at}`;
    item.setAttribute("role", "option");
    item.tabIndex = -1;
  });
  point(0);
}

async function look() {
  const url = new URL(dialog.dataset.palette, location.href);
  url.searchParams.set("q", input.value.trim());
  if (mode) url.searchParams.set("mode", mode);
  const asked = ++latest;
  if (kept.has(url.href)) return show(kept.get(url.href));
  results.classList.add("is-loading");
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const html = answer.ok ? await answer.text() : "";
    if (answer.ok) kept.set(url.href, html);
    // An older question's answer may arrive late.
    if (asked === latest) show(html);
  } catch {
    if (asked === latest) show("");
  } finally {
    if (asked === latest) results.classList.remove("is-loading");
  }
  return undefined;
}

function ask() {
  clearTimeout(timer);
  timer = 0;
  answer = look();
  return answer;
}

export function openPalette(chosen = "") {
  if (!dialog || dialog.open) return;
  mode = chosen;
  input.value = "";
  kept.clear();
  input.placeholder = mode === "create" ? input.dataset.create : input.dataset.all;
  results.innerHTML = "";
  dialog.showModal();
  input.focus();
  ask();
}

if (dialog) {
  on("click", "[data-palette-open]", (event, opener) => {
    event.preventDefault();
    document.documentElement.removeAttribute("data-drawer");
    openPalette(opener.dataset.paletteOpen);
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    // Who types faster than the answer comes means what was typed, not what still stands below it.
    await (timer ? ask() : answer);
    if (dialog.open) items()[active]?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (event.ctrlKey && { n: 1, p: -1 }[event.key]);
    if (!step) return;
    event.preventDefault();
    point(active + step);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const item = items()[active];
    if (item?.href) {
      event.preventDefault();
      window.open(item.href, "_blank", "noopener");
    }
  });
  results.addEventListener("mousemove", (event) => {
    const at = items().indexOf(event.target.closest(".palette__item"));
    if (at >= 0 && at !== active) point(at);
  });
  results.addEventListener("click", (event) => {
    if (event.target.closest(".palette__item") && !event.ctrlKey && !event.metaKey) dialog.close();
  });
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog?.open) dialog.close();
    else openPalette();
  }
});
