// Maps with Leaflet, with a tile server or without any.
import { draw } from "./js/map/draw.js";

window.regularsMap = { draw };
