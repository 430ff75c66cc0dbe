// Lists: moving with j and k, selecting rows, the bar of what can be done with them, the column chooser.
import { all, isTyping, on, text } from "./dom.js";

const rowsOf = (table) => all("tbody tr", table);
const boxOf = (row) => row.querySelector(".sel input[type=checkbox]");

function makeCurrent(row) {
  const table = row.closest("table");
  rowsOf(table).forEach((other) => other.classList.toggle("is-current", other === row));
  const link = row.querySelector("[data-open]") ?? row.querySelector("a[href]");
  link?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const table = document.querySelector("table[data-rows]");
  const rows = table ? rowsOf(table) : [];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("is-current"));
  makeCurrent(rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const current = document.querySelector("table[data-rows] tr.is-current");
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "x" && current) boxOf(current)?.click();
  else if (event.key === "Enter" && current && document.activeElement === document.body) current.querySelector("[data-open], a[href]")?.click();
  else if (event.key === "Escape") clear(document.querySelector("form[data-bulk]"));
  else return;
  event.preventDefault();
});

function refresh(form) {
  const boxes = all(".sel input[type=checkbox]:not([data-select-all])", form);
  const chosen = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr")?.classList.toggle("is-selected", box.checked));
  const head = form.querySelector("[data-select-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === boxes.length;
    head.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = text("selected", { n: chosen.length.toLocaleString(document.documentElement.lang || undefined) });
}

function clear(form) {
  if (!form) return;
  all(".sel input[type=checkbox]", form).forEach((box) => (box.checked = false));
  refresh(form);
}

let lastBox = null;
on("click", "form[data-bulk] .sel input[type=checkbox]", (event, box) => {
  const form = box.closest("form");
  const boxes = all(".sel input[type=checkbox]:not([data-select-all])", form);
  if (box.matches("[data-select-all]")) boxes.forEach((other) => (other.checked = box.checked));
  else if (event.shiftKey && boxes.includes(lastBox)) {
    const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
  }
  lastBox = box;
  refresh(form);
});
on("click", "[data-bulk-clear]", (_event, button) => clear(button.closest("form")));

// The browser may restore ticks when a person comes back.
addEventListener("pageshow", () => all("form[data-bulk]").forEach(refresh));

// A row opens with a click anywhere but on its controls; text can still be selected.
on("click", "table[data-rows] tbody tr", (event, row) => {
  if (event.target.closest("a, button, input, label, select, summary, .sel") || String(getSelection())) return;
  const link = row.querySelector("[data-open]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// Columns apply when the menu closes, in one request for all ticks.
on("change", "[data-columns] input", (_event, input) => (input.closest("[data-columns]").dataset.changed = "1"));
on("toggle", "[data-columns]", (_event, menu) => {
  if (!menu.open && menu.dataset.changed) menu.querySelector("form")?.requestSubmit();
}, true);
