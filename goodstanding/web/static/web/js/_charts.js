/* A chart drawn from the table beside it, under the strict policy: no HTML tooltip, no style, no animation. */
(() => {
  "use strict";
  const MOST_SERIES = 5;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figure = (cell) => {
    const text = cell.dataset.value ?? cell.textContent.replace(/[,\s]/g, "");
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
  };

  function read(table) {
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    return {
      names: rows.map((row) => row.cells[0].textContent.trim()),
      series: heads.slice(0, MOST_SERIES).map((name, at) => ({ name, data: rows.map((row) => figure(row.cells[at + 1])) })),
    };
  }

  function option(box, table) {
    const { names, series } = read(table);
    const isLine = box.dataset.chart === "line";
    const lying = box.dataset.chart === "bars";
    const ink = colour("--ink"), quiet = colour("--ink-2"), line = colour("--line");
    const names_axis = { type: "category", data: names, axisLabel: { color: quiet, fontSize: 13 }, axisLine: { lineStyle: { color: quiet } }, axisTick: { show: false }, inverse: lying };
    const values_axis = { type: "value", axisLabel: { color: quiet, fontSize: 13 }, splitLine: { lineStyle: { color: line } } };
    return {
      animation: false,
      aria: { enabled: true, label: { description: box.getAttribute("aria-label") }, decal: { show: series.length > 1 && !isLine } },
      color: [1, 2, 3, 4, 5].map((at) => colour(`--chart-${at}`)),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      legend: { show: series.length > 1, top: 0, textStyle: { color: ink, fontSize: 13 } },
      grid: { left: 8, right: 24, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("--paper"), borderColor: quiet, textStyle: { color: ink } },
      xAxis: lying ? values_axis : names_axis,
      yAxis: lying ? names_axis : values_axis,
      series: series.map(({ name, data }) => ({
        name, data, type: isLine ? "line" : "bar", barMaxWidth: 36, symbolSize: 7, lineStyle: { width: 2.5 },
        label: { show: series.length === 1 && data.length <= 12, position: lying ? "right" : "top", color: ink, fontSize: 13 },
      })),
    };
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-chart]").forEach((box) => {
      const table = document.getElementById(box.dataset.table);
      if (!table) return;
      const chart = echarts.init(box, null, { renderer: "svg" });
      const draw = () => chart.setOption(option(box, table), true);
      draw();
      new ResizeObserver(() => chart.resize()).observe(box);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    });
  });
})();
