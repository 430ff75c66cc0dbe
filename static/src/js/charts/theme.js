// The palette and number formats of the moment.

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: of("text"),
    quiet: of("text-3"),
    line: of("chart-grid"),
    surface: of("surface"),
    accent: of("accent"),
    tiers: { A: of("tier-a"), B: of("tier-b"), C: of("tier-c") },
    series: [of("tier-a"), of("chart-2"), of("chart-3"), of("chart-4"), of("tier-b"), of("grey-dot")],
    font: style.getPropertyValue("--sans").trim(),
  };
}

const language = document.documentElement.lang || undefined;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });

export const number = (value) => (Math.abs(value) >= 1000 ? whole : fine).format(value);
export const compact = (value) => short.format(value);
const shares = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const percent = (value) => `${shares.format(value)}%`;

/** A tooltip as elements, because style attributes in markup are refused by the content policy. */
export function tip(title, rows) {
  const box = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = title;
  box.append(head);
  for (const [name, value] of rows) {
    const line = document.createElement("div");
    const label = document.createElement("span");
    label.className = "quiet";
    label.textContent = `${name}  `;
    const figure = document.createElement("span");
    figure.className = "num";
    figure.textContent = value;
    line.append(label, figure);
    box.append(line);
  }
  return box;
}

export function frame(c) {
  return {
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    textStyle: { fontFamily: c.font, fontSize: 12, color: c.quiet },
    color: c.series,
    grid: { left: 8, right: 12, top: 28, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: c.surface,
      borderColor: c.line,
      padding: [8, 12],
      textStyle: { color: c.text, fontSize: 13 },
      axisPointer: { type: "line", lineStyle: { color: c.quiet, width: 1 } },
    },
  };
}

export const axis = (c, more = {}) => ({
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: c.quiet, hideOverlap: true },
  splitLine: { lineStyle: { color: c.line } },
  ...more,
});
