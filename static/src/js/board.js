// The board of prospects: moving by drag and drop or by a menu, and the one column a phone shows.
import { all, on } from "./dom.js";

const board = () => document.getElementById("board");
const menu = () => document.getElementById("board-menu");
const cardOf = (key) => board()?.querySelector(`[data-board-card="${key}"]`);

/** Sends a move; the server answers with the board as it is then, and a toast says what was done. */
async function move(card, to) {
  const { url, was, boardCard: key } = card.dataset;
  const next = new URL(board().dataset.next, location);
  if (document.documentElement.clientWidth < 768) next.searchParams.set("column", picked());
  await window.htmx.ajax("POST", url, { values: { to, was, next: next.pathname + next.search }, target: "#board", swap: "outerHTML" });
  const moved = cardOf(key);
  if (moved?.offsetParent) moved.querySelector("[data-board-move]")?.focus();
}

function drop(card, column) {
  if (column.hasAttribute("data-board-won")) location.assign(card.dataset.convert);
  else if (column.dataset.boardColumn !== card.dataset.was) move(card, column.dataset.boardColumn);
}

// Drag and drop, for a mouse.
let dragged = null;
on("dragstart", "[data-board-card][draggable]", (event, card) => {
  dragged = card;
  card.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.name);
});
on("dragend", "[data-board-card]", (_event, card) => {
  card.classList.remove("is-dragged");
  mark(null);
  dragged = null;
});
on("dragover", "[data-board-column]", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  mark(column);
});
on("drop", "[data-board-column]", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  drop(dragged, column);
});

function mark(column) {
  all("[data-board-column]").forEach((one) => one.classList.toggle("is-over", one === column));
}

// The menu, for keyboards and fingers. Without script, or popovers, its button leads to a page.
let chosen = null;
on("click", "[data-board-move]", (event, button) => {
  const box = menu();
  if (!box?.showPopover || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  chosen = button.closest("[data-board-card]");
  all("button[name=to]", box).forEach((one) => (one.disabled = one.value === chosen.dataset.was));
  box.querySelector("[data-board-menu-name]").textContent = chosen.dataset.name;
  box.querySelector("[data-board-convert]").href = chosen.dataset.convert;
  box.querySelector("[data-board-give-up]").href = chosen.dataset.giveUp;
  box.showPopover();
  place(box, button);
  box.querySelector("button[name=to]:enabled")?.focus();
});

function place(box, button) {
  const at = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8));
  const below = at.bottom + 4;
  const top = below + box.offsetHeight > innerHeight - 8 ? Math.max(8, at.top - box.offsetHeight - 4) : below;
  Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
}

on("click", "[data-board-menu] button[name=to]", (event, button) => {
  event.preventDefault();
  menu().hidePopover();
  if (chosen) move(chosen, button.value);
});
on("keydown", "#board-menu", (event, box) => {
  if (event.key === "Escape") box.hidePopover();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = all(".menu__item:not(:disabled)", box);
  items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
});

// A phone shows one column; the address of each chip does the same without script.
const picked = () => board().querySelector("[data-board-column].is-picked")?.dataset.boardColumn ?? "";
on("click", "[data-board-pick]", (event, chip) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const key = chip.dataset.boardPick;
  for (const one of all("[data-board-pick]")) {
    if (one === chip) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  all("[data-board-column]").forEach((column) => column.classList.toggle("is-picked", column.dataset.boardColumn === key));
  history.replaceState(history.state, "", chip.href);
});
