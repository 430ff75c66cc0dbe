// Charts with ECharts. Colours come from the style sheet; figures from a JSON script on the page.
import { draw } from "./js/charts/draw.js";

window.regularsCharts = { draw };
