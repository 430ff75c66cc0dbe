// Pins and what they say. Elements, not markup: texts come from people.
import L from "leaflet";

export function pin(stop, className) {
  const mark = document.createElement("span");
  mark.textContent = stop.number ?? "";
  return L.divIcon({ html: mark, className: `map-pin ${className}`, iconSize: [26, 26] });
}

export function popup({ label, note, url }) {
  const box = document.createElement("div");
  const name = document.createElement(url ? "a" : "strong");
  name.textContent = label ?? "";
  if (url) name.href = url;
  box.append(name);
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    box.append(small);
  }
  return box;
}
