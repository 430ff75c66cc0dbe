// What lies under the pins: the company's tile server, or a quiet grid with the names of the places.
import L from "leaflet";

const Grid = L.GridLayer.extend({
  createTile() {
    const tile = document.createElement("div");
    tile.className = "map__tile";
    return tile;
  },
});

function placeNames(stops) {
  const places = new Map();
  for (const { place, lat, lon } of stops) {
    if (!place) continue;
    const sum = places.get(place) ?? { lat: 0, lon: 0, count: 0 };
    places.set(place, { lat: sum.lat + lat, lon: sum.lon + lon, count: sum.count + 1 });
  }
  return [...places].map(([name, { lat, lon, count }]) =>
    L.tooltip([lat / count, lon / count], { permanent: true, direction: "bottom", offset: [0, 10], className: "map__place", content: name, interactive: false }),
  );
}

export function baseLayer({ tiles, tilesAttribution }, stops) {
  if (tiles) return L.tileLayer(tiles, { attribution: tilesAttribution ?? "", maxZoom: 19 });
  return L.layerGroup([new Grid({ tileSize: 96 }), ...placeNames(stops)]);
}
