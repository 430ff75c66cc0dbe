// The side bar: a rail on a desk, a drawer on a phone.
import { on, remember } from "./dom.js";

const root = document.documentElement;
const side = document.getElementById("side");

function drawer(open) {
  if (open) root.dataset.drawer = "side";
  else if (root.dataset.drawer === "side") delete root.dataset.drawer;
  document.querySelectorAll("[data-side-open]").forEach((button) => button.setAttribute("aria-expanded", String(open)));
  if (open) side?.querySelector("a, button")?.focus();
}

on("click", "[data-side-open]", () => drawer(root.dataset.drawer !== "side"));
on("click", "[data-side-close], .veil", () => drawer(false));

on("click", "[data-side-rail]", (_event, button) => {
  const rail = root.dataset.side !== "rail";
  if (rail) root.dataset.side = "rail";
  else delete root.dataset.side;
  remember("side", rail ? "rail" : null);
  button.setAttribute("aria-expanded", String(!rail));
  // Charts and maps measure themselves.
  window.dispatchEvent(new Event("resize"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.dataset.drawer === "side") {
    drawer(false);
    document.querySelector("[data-side-open]")?.focus();
  }
});

const railButton = document.querySelector("[data-side-rail]");
railButton?.setAttribute("aria-expanded", String(root.dataset.side !== "rail"));
