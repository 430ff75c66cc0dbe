// Likely duplicates come while one types. On a phone the bars at the bottom, or its keyboard, would lie over
// them: when they first appear, the page moves up, as far as the field that is typed in stays in sight.
const GAP = 8;

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (!target.matches("[data-similar]")) return;
  const found = target.querySelector(".similar");
  const known = target.dataset.similar === "shown";
  target.dataset.similar = found ? "shown" : "";
  if (found && !known) bringIntoSight(found);
});

function bringIntoSight(found) {
  const form = found.closest("form");
  const first = found.querySelector(".rows__item");
  const seen = form.contains(document.activeElement) ? document.activeElement : found;
  const hidden = bottomOf(first) + GAP - floorOf(form);
  const room = seen.getBoundingClientRect().top - ceiling() - GAP;
  const by = Math.min(hidden, room);
  if (by > 0) scrollBy({ top: by });
}

const boxOf = (element) => element?.getBoundingClientRect();
const bottomOf = (element) => boxOf(element)?.bottom ?? 0;
const ceiling = () => Math.max(0, bottomOf(document.querySelector(".top-bar")));

/** Returns where what can be seen ends: at a bar of buttons, or at the keyboard. */
function floorOf(form) {
  const bars = [form.querySelector(".form__actions"), document.querySelector(".bottom-bar")];
  const tops = bars.map(boxOf).filter((box) => box?.height).map((box) => box.top);
  return Math.min(...tops, visualViewport.offsetTop + visualViewport.height);
}
