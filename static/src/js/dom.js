// Small helpers shared by the modules.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Listens on the document for events on elements that match, now or later. */
export function on(type, selector, handler, options) {
  document.addEventListener(
    type,
    (event) => {
      const target = event.target instanceof Element ? event.target.closest(selector) : null;
      if (target) handler(event, target);
    },
    options,
  );
}

/** Runs for every matching element: those of the page and those htmx brings in later. */
export function mount(selector, start) {
  const begin = (root) => {
    if (root.matches?.(selector)) once(root);
    all(selector, root).forEach(once);
  };
  const once = (element) => {
    const seen = (element.mounted ||= new Set());
    if (seen.has(start)) return;
    seen.add(start);
    start(element);
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
}

const texts = JSON.parse(document.getElementById("texts")?.textContent || "{}");

/** A translated text of the page, with {name} replaced. */
export function text(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be switched off; the choice then lasts for this page.
  }
}

export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function icon(name, className = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export const isTyping = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || (element.matches("input, textarea, select") && !element.matches("[type=checkbox], [type=radio]")));

/** Loads a script or style once; the promise settles when it is there. */
const loading = new Map();
export function load(url) {
  if (!loading.has(url)) {
    loading.set(
      url,
      new Promise((resolve, reject) => {
        const style = /\.css(\?|$)/.test(url);
        const element = document.createElement(style ? "link" : "script");
        if (style) Object.assign(element, { rel: "stylesheet", href: url });
        else element.src = url;
        element.onload = resolve;
        element.onerror = () => reject(new Error(url));
        document.head.append(element);
      }),
    );
  }
  return loading.get(url);
}
