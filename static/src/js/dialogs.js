// Dialogs opened by a button, and the one that asks before something is done.
import { on, text } from "./dom.js";

on("click", "[data-dialog]", (event, button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  button.closest("details.menu")?.removeAttribute("open");
  dialog.showModal();
});

on("click", "[data-dialog-close]", (_event, button) => button.closest("dialog").close());

// A click on the backdrop lands on the dialog itself.
document.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLDialogElement && !target.hasAttribute("data-sticky")) target.close();
});

const box = document.getElementById("confirm");

const usualNo = box?.querySelector("[data-confirm-no]").textContent;

/** Asks; resolves true when the person agrees. `no` names what is left as it is, where "Cancel" could mean the deed. */
export function ask({ question, action, tone, detail, no }) {
  if (!box) return Promise.resolve(window.confirm(question));
  box.querySelector("[data-confirm-question]").textContent = question;
  const note = box.querySelector("[data-confirm-detail]");
  note.textContent = detail || "";
  note.hidden = !detail;
  const yes = box.querySelector("[data-confirm-yes]");
  yes.textContent = action || text("confirm");
  box.querySelector("[data-confirm-no]").textContent = no || usualNo;
  yes.className = `btn ${tone === "danger" ? "btn-danger" : "btn-primary"}`;
  box.returnValue = "";
  box.showModal();
  box.querySelector(tone === "danger" ? "[value=no]" : "[data-confirm-yes]").focus();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}

const questionOf = (element) => ({
  question: element.dataset.confirm,
  detail: element.dataset.confirmDetail,
  action: element.dataset.confirmAction || (element.matches("button, a") ? element.textContent.trim().replace(/…$/, "") : ""),
  tone: element.dataset.confirmTone,
  no: element.dataset.confirmNo,
});

const agreed = new WeakSet();

on("click", "a[data-confirm], button[data-confirm]", async (event, element) => {
  if (agreed.delete(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(questionOf(element))) {
    agreed.add(element);
    element.click();
  }
}, true);

on("submit", "form[data-confirm]", async (event, form) => {
  if (agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (await ask(questionOf(form))) {
    agreed.add(form);
    form.requestSubmit(submitter ?? undefined);
  }
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const { elt } = event.detail;
  if (await ask({ ...questionOf(elt), question: event.detail.question })) event.detail.issueRequest(true);
});
