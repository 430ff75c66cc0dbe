// A background job's progress: asks again while it runs, slower when the page is not looked at.
import { mount } from "./dom.js";

const settled = new Set(["done", "failed", "cancelled"]);

mount("[data-progress]", (box) => {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-progress-text]") ?? box.querySelector(".job__text");
  let misses = 0;

  const again = (wait) => setTimeout(ask, document.hidden ? wait * 5 : wait);

  function show(state) {
    if (bar && state.total) {
      bar.max = state.total;
      bar.value = state.done ?? 0;
    }
    if (words && state.text) words.textContent = state.text;
    box.dataset.state = state.state;
  }

  async function ask() {
    if (!box.isConnected) return;
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const state = await answer.json();
      misses = 0;
      show(state);
      if (!settled.has(state.state)) again(1000);
      else if (state.url) location.assign(state.url);
      else location.reload();
    } catch {
      misses += 1;
      if (misses < 60) again(Math.min(10000, 1000 * misses));
    }
  }

  if (!settled.has(box.dataset.state)) again(600);
});
