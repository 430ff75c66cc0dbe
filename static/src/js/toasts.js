// Toasts: Django's messages are in the page already; others come from scripts and from the HX-Trigger header.
import { all, icon, on, text } from "./dom.js";

const region = document.getElementById("toasts");
const icons = { success: "success", info: "info", warning: "warning", error: "error", debug: "info" };

function dismissLater(item) {
  const level = item.dataset.level;
  if (level === "error" || level === "warning") return; // Stays until read and closed.
  let timer;
  const start = () => (timer = setTimeout(() => item.remove(), 6000));
  item.addEventListener("mouseenter", () => clearTimeout(timer));
  item.addEventListener("mouseleave", start);
  item.addEventListener("focusin", () => clearTimeout(timer));
  start();
}

/** Shows a message. `level`: success, info, warning or error. */
export function toast({ level = "info", text: message }) {
  if (!region || !message) return;
  // Several parts of a page may fail for one reason; once said is enough.
  if (all(".notice__text", region).some((shown) => shown.textContent === message)) return;
  const known = icons[level] ? level : "info";
  const item = document.createElement("div");
  item.className = `notice notice--${known}`;
  item.dataset.level = known;
  const words = document.createElement("p");
  words.className = "notice__text";
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-icon btn-sm notice__close";
  close.setAttribute("aria-label", text("close"));
  close.append(icon("x"));
  item.append(icon(icons[known]), words, close);
  region.append(item);
  dismissLater(item);
}

on("click", ".notice__close", (_event, button) => button.closest(".notice").remove());
document.addEventListener("toast", ({ detail }) => toast(typeof detail === "string" ? { text: detail } : detail.value ?? detail));
all(".notice", region ?? document).forEach(dismissLater);
on("click", "[data-toast]", (_event, button) => toast({ level: button.dataset.toast, text: button.dataset.toastText || button.textContent }));
