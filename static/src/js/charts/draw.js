// Puts a chart into its element and keeps it in step with size and theme.
import { start } from "./engine.js";
import { kinds } from "./kinds.js";
import { colours } from "./theme.js";

/** `element`: data-chart names the kind, data-chart-source the id of the JSON script with its figures. */
export function draw(element) {
  const source = document.getElementById(element.dataset.chartSource);
  const options = kinds[element.dataset.chart];
  if (!source || !options) return;
  const data = JSON.parse(source.textContent);
  element.classList.add("is-drawn");
  const chart = start(element);
  const paint = () => chart.setOption(options(data, colours()), true);
  paint();
  chart.on("click", ({ dataIndex }) => data.urls?.[dataIndex] && location.assign(data.urls[dataIndex]));
  new ResizeObserver(() => chart.resize()).observe(element);
  document.addEventListener("theme", paint);
}
