// Forms: warn before unsaved changes are lost, refuse the double click, lead to the first error, drop files.
import { all, mount, on, text } from "./dom.js";

const snapshot = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value])).toString();

const guarded = new Map();
mount("form[data-guard]", (form) => {
  // A form that came back with errors holds changes that are not saved yet.
  guarded.set(form, form.querySelector(".is-invalid, .form__errors") ? null : snapshot(form));
  form.addEventListener("submit", () => guarded.delete(form));
});

addEventListener("beforeunload", (event) => {
  for (const [form, saved] of guarded) {
    if (form.isConnected && snapshot(form) !== saved) event.preventDefault();
  }
});

mount("form", (form) => {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    // A download or an htmx answer leaves the page standing.
    setTimeout(() => release(form), 4000);
  });
});

function release(form) {
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}
addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.("form");
  if (form) release(form);
});

document.querySelector("form[data-guard] .is-invalid:not([type=hidden])")?.focus();

// A choice takes another one along ("name value"), until somebody makes that one themselves.
on("change", "form input[type=radio]", (event, radio) => {
  if (event.isTrusted) radio.form.querySelectorAll(`[name="${radio.name}"]`).forEach((one) => (one.dataset.chosen = "1"));
  const [name, value] = (radio.dataset.takes || "").split(" ");
  const taken = name && radio.form.querySelector(`[name="${name}"][value="${value}"]`);
  if (taken && !taken.dataset.chosen) taken.checked = true;
});

// Enter in a text area sends with Ctrl or ⌘.
on("keydown", "form textarea", (event, area) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
});

mount("[data-drop]", (box) => {
  const input = box.querySelector("input[type=file]");
  const words = box.querySelector(".drop__text");
  const hint = words?.textContent;
  const show = () => {
    if (words) words.textContent = [...input.files].map((file) => file.name).join(", ") || hint;
  };
  for (const type of ["dragover", "dragenter"]) {
    // The input lies over the whole box: the browser itself takes what is dropped.
    box.addEventListener(type, () => box.classList.add("is-over"));
  }
  for (const type of ["dragleave", "drop"]) box.addEventListener(type, () => box.classList.remove("is-over"));
  input.addEventListener("change", show);
});

// A folded part opens for certain choices of a field: <details data-open-for="method" data-open-values="3 4">.
mount("details[data-open-for]", (part) => {
  const values = part.dataset.openValues.split(" ");
  part.closest("form").elements[part.dataset.openFor].addEventListener("change", (event) => {
    if (values.includes(event.target.value)) part.open = true;
  });
});

// The help of a field may speak of the value the form proposes: a press takes that out, a choice ends the talk.
on("click", "[data-undo]", (_event, button) => {
  const field = document.getElementById(button.dataset.undo);
  field.value = "";
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
on("change", ".field :is(input, select)", (_event, field) => {
  const help = field.closest(".field").querySelector(".form-text:has([data-undo])");
  if (help) help.hidden = true;
});

on("click", "[data-print]", () => window.print());
on("click", "[data-copy]", async (_event, button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  document.dispatchEvent(new CustomEvent("toast", { detail: { level: "success", text: text("copied") } }));
});
on("change", "[data-submit-on-change]", (_event, field) => field.form.requestSubmit());
on("click", "[data-fill]", (_event, button) => {
  const field = document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.fillValue;
  const next = [...field.form.elements].find((one) => one.value === "" && one.type !== "hidden" && one.type !== "submit");
  (next ?? field).focus();
});
