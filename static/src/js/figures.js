// Charts and maps are heavy: their scripts come only when a page holds one.
import { load, mount } from "./dom.js";

const { charts, map, mapStyle } = document.body.dataset;

mount("[data-chart]", async (canvas) => {
  await load(charts);
  window.regularsCharts.draw(canvas);
});

mount("[data-map]", async (element) => {
  await Promise.all([load(mapStyle), load(map)]);
  window.regularsMap.draw(element);
});
