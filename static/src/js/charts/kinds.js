// One function a kind of chart: plain figures in, ECharts options out.
import { axis, compact, frame, number, percent, tip } from "./theme.js";

function pareto(data, c) {
  const names = { sales: "", share: "", ...data.names };
  const tierOf = (at) => data.tiers?.[at] ?? "A";
  const many = data.labels.length > 40;
  return {
    ...frame(c),
    grid: { left: 8, right: 8, top: 34, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: c.quiet }, data: [names.sales, names.share] },
    tooltip: {
      ...frame(c).tooltip,
      formatter: ([{ dataIndex: at }]) =>
        tip(`${at + 1}. ${data.labels[at]}${data.tiers ? ` · ${tierOf(at)}` : ""}`, [
          [names.sales, number(data.values[at])],
          [names.share, percent(data.shares[at])],
        ]),
    },
    xAxis: axis(c, {
      type: "category",
      data: data.labels,
      axisLine: { show: true, lineStyle: { color: c.line } },
      axisLabel: many ? { show: false } : { color: c.quiet, hideOverlap: true, interval: 0, rotate: data.labels.length > 12 ? 40 : 0, width: 90, overflow: "truncate" },
    }),
    yAxis: [
      axis(c, { type: "value", axisLabel: { color: c.quiet, formatter: compact } }),
      axis(c, { type: "value", min: 0, max: 100, interval: 20, splitLine: { show: false }, axisLabel: { color: c.quiet, formatter: "{value}%" } }),
    ],
    series: [
      {
        name: names.sales,
        type: "bar",
        barCategoryGap: many ? "0%" : "25%",
        large: false,
        cursor: data.urls ? "pointer" : "default",
        itemStyle: { color: c.tiers.A },
        data: data.values.map((value, at) => ({ value, itemStyle: { color: c.tiers[tierOf(at)] ?? c.quiet } })),
      },
      {
        name: names.share,
        type: "line",
        yAxisIndex: 1,
        symbol: "none",
        lineStyle: { width: 2, color: c.series[1] },
        itemStyle: { color: c.series[1] },
        data: data.shares,
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: c.quiet, type: "dashed", width: 1 },
          label: { position: "insideEndBottom", color: c.quiet, formatter: "{c}%" },
          data: (data.cuts ?? []).map((cut) => ({ yAxis: cut })),
        },
      },
    ],
  };
}

const axisTip = (c, unit) => ({
  ...frame(c).tooltip,
  formatter: (points) => tip(points[0].axisValueLabel ?? points[0].name, points.map((point) => [point.seriesName, `${number(point.value)}${unit ? ` ${unit}` : ""}`])),
});

function cartesian(type, stacked) {
  return (data, c) => ({
    ...frame(c),
    grid: { left: 8, right: 12, top: data.series.length > 1 ? 34 : 12, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: c.quiet } } : undefined,
    tooltip: axisTip(c, data.unit),
    xAxis: axis(c, { type: "category", data: data.labels, boundaryGap: type === "bar", axisLine: { show: true, lineStyle: { color: c.line } } }),
    yAxis: axis(c, { type: "value", axisLabel: { color: c.quiet, formatter: compact } }),
    series: data.series.map((one) => ({
      name: one.name,
      type,
      stack: stacked ? "all" : undefined,
      symbol: "none",
      barMaxWidth: 28,
      itemStyle: type === "bar" ? { borderRadius: stacked ? 0 : [3, 3, 0, 0] } : undefined,
      lineStyle: { width: 2 },
      data: one.values,
    })),
  });
}

function donut(data, c) {
  return {
    ...frame(c),
    color: ["A", "B", "C"].every((tier, at) => data.labels[at] === tier) ? Object.values(c.tiers) : c.series,
    tooltip: { ...frame(c).tooltip, trigger: "item", formatter: (point) => tip(point.name, [[percent(point.percent), number(point.value)]]) },
    series: [
      {
        type: "pie",
        radius: ["56%", "82%"],
        itemStyle: { borderColor: c.surface, borderWidth: 2 },
        label: { color: c.text, formatter: "{b}" },
        labelLine: { length: 6, length2: 6, lineStyle: { color: c.quiet } },
        data: data.labels.map((name, at) => ({ name, value: data.values[at] })),
      },
    ],
  };
}

function spark(data, c) {
  return {
    animation: false,
    grid: { left: 1, right: 1, top: 3, bottom: 3 },
    xAxis: { type: "category", show: false, boundaryGap: false, data: data.values.map((_, at) => at) },
    yAxis: { type: "value", show: false, scale: true },
    series: [{ type: "line", symbol: "none", lineStyle: { width: 1.5, color: c.accent }, areaStyle: { color: c.accent, opacity: 0.08 }, data: data.values }],
  };
}

export const kinds = { pareto, donut, spark, line: cartesian("line", false), bar: cartesian("bar", false), stack: cartesian("bar", true) };
