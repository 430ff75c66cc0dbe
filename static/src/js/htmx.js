// htmx without eval, without its inline style, without pages kept in the browser's storage.
import htmx from "htmx.org";
import { text } from "./dom.js";
import { toast } from "./toasts.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  // A 422 is the form again with what is wrong with it.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});
window.htmx = htmx;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => toast({ level: "error", text: text("offline") }));
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status } = detail.xhr;
  // Signed out meanwhile or the record has gone: a fresh load says so in full.
  if (status === 401) location.reload();
  else toast({ level: "error", text: text(status === 403 ? "forbidden" : status === 404 ? "gone" : "failed") });
});

const progress = document.querySelector(".progress-top");
let running = 0;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches("[data-silent], [hx-trigger*='every']")) return;
  running += 1;
  progress?.classList.add("htmx-request");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("[data-silent], [hx-trigger*='every']")) return;
  running = Math.max(0, running - 1);
  if (!running) progress?.classList.remove("htmx-request");
});
