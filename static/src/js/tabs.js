// A row of tabs wider than the phone shows the one that is open.
import { mount } from "./dom.js";

mount(".tabs", (tabs) => {
  const open = tabs.querySelector("[aria-current]");
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - 48;
});
