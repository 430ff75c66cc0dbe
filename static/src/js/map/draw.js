// Numbered pins in groups: a day's or a week's stops with their way, or places without one; a legend hides groups.
import L from "leaflet";
import { text } from "../dom.js";
import { baseLayer } from "./ground.js";
import { dayLegend } from "./legend.js";
import { pin, popup } from "./pins.js";

const placed = (stop) => Number.isFinite(stop?.lat) && Number.isFinite(stop?.lon);
const point = ({ lat, lon }) => [lat, lon];

function toneOf(day, stop, dayNumber, single) {
  const tone = day.tone ?? (single ? stop.tone : undefined);
  return tone ? `map-tone--${tone}` : `map-day--${dayNumber}`;
}

function dayLayer(day, base, dayNumber, single) {
  const stops = (day.stops ?? []).filter(placed);
  const group = L.featureGroup();
  const route = [base, ...stops, base].filter(placed).map(point);
  if (route.length > 1 && day.route !== false) {
    L.polyline(route, { className: `map-line map-line--${dayNumber}`, weight: 2.5, opacity: 0.75, interactive: false }).addTo(group);
  }
  for (const stop of stops) {
    L.marker(point(stop), { icon: pin(stop, toneOf(day, stop, dayNumber, single)), title: stop.label, alt: stop.label, riseOnHover: true })
      .bindPopup(popup(stop), { maxWidth: 260 })
      .addTo(group);
  }
  return group;
}

/** `element`: data-map-source is the id of the JSON script, data-tiles the address of the tiles or empty. */
export function draw(element) {
  const source = document.getElementById(element.dataset.mapSource);
  if (!source) return;
  const { base, days = [] } = JSON.parse(source.textContent);
  const canvas = document.createElement("div");
  element.append(canvas);
  const map = L.map(canvas, { scrollWheelZoom: false, attributionControl: Boolean(element.dataset.tiles), zoomSnap: 0.25, zoomControl: false });
  L.control.zoom({ position: "bottomright", zoomInTitle: text("zoom_in"), zoomOutTitle: text("zoom_out") }).addTo(map);
  map.attributionControl?.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);

  const layers = days.map((day, at) => dayLayer(day, base, (at % 7) + 1, days.length === 1));
  const everything = L.featureGroup(layers);
  if (placed(base)) L.marker(point(base), { icon: pin({ number: "⌂" }, "map-pin--base"), title: base.label, alt: base.label ?? "" }).bindPopup(popup(base)).addTo(everything);

  const fit = () => {
    const bounds = everything.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [28, 28], maxZoom: 14, animate: false });
    else map.setView([0, 0], 2);
  };
  fit();
  baseLayer(element.dataset, days.flatMap((day) => day.stops ?? []).filter(placed)).addTo(map);
  everything.addTo(map);
  if (days.length > 1) dayLegend(days, layers, everything).addTo(map);
  // Wheel zoom only after a click, so that a page scrolls past its map.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
}
