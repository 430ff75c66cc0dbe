// The days of the week as switches.
import L from "leaflet";

export function dayLegend(days, layers, parent) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const box = document.createElement("div");
    box.className = "map-days";
    L.DomEvent.disableClickPropagation(box);
    days.forEach((day, at) => {
      const button = document.createElement("button");
      const stroke = document.createElement("i");
      button.type = "button";
      button.className = day.tone ? `map-tone--${day.tone}` : `map-day--${(at % 7) + 1}`;
      button.setAttribute("aria-pressed", "true");
      button.append(stroke, day.label ?? "");
      button.addEventListener("click", () => {
        const show = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(show));
        if (show) parent.addLayer(layers[at]);
        else parent.removeLayer(layers[at]);
      });
      box.append(button);
    });
    return box;
  };
  return control;
}
