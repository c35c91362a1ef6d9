/** Charts as SVG, each with its numbers as a table: the picture is for the eye, the table for everybody. */

import { h } from "../dom.js";
import { t } from "../texts.js";

const WIDTH = 400;

/** Horizontal bars. `rows`: `[{label, value}]`; `write` puts a value into words. */
export function bars(id, title, rows, write, kind = "") {
  const most = Math.max(...rows.map(({ value }) => value), 1e-9);
  const [side, height] = [168, 27];
  const room = WIDTH - side - 44;
  const drawn = rows.map(({ label, value }, place) => {
    const y = place * height;
    return h("g", {}, h("text", { x: side - 10, y: y + 17, "text-anchor": "end" }, shortened(label)),
      h("rect", { class: `bar-mark ${kind}`, x: side, y: y + 5, width: Math.max(2, (room * value) / most), height: 14, rx: 4 }),
      h("text", { x: side + (room * value) / most + 8, y: y + 17 }, write(value)));
  });
  return figure(id, title, `0 0 ${WIDTH} ${Math.max(1, rows.length) * height + 4}`, drawn, rows, write);
}

const shortened = (label) => (label.length > 25 ? `${label.slice(0, 24)}…` : label);

/** Rows of the most frequent codes. `words` names one. */
export const counted = (counts, words) =>
  Object.entries(counts ?? {}).map(([code, value]) => ({ label: words(code), value })).sort((one, other) => other.value - one.value).slice(0, 8);

/** Values over time, with a line at `target`. */
export function trend(id, title, rows, write, { target, most } = {}) {
  const [left, top, width, height] = [46, 12, WIDTH - 58, 150];
  const known = rows.filter(({ value }) => value !== null && value !== undefined);
  const highest = most ?? Math.max(...known.map(({ value }) => value), target ?? 0, 1e-9) * 1.1;
  const x = (place) => left + (rows.length > 1 ? (width * place) / (rows.length - 1) : width / 2);
  const y = (value) => top + height * (1 - value / highest);
  const points = rows.flatMap(({ value }, place) => (value === null || value === undefined ? [] : [`${x(place).toFixed(1)},${y(value).toFixed(1)}`]));
  const every = Math.max(1, Math.ceil(rows.length / 6));
  const drawn = [
    [0, 0.5, 1].map((part) => [h("line", { class: "rule", x1: left, x2: left + width, y1: y(part * highest), y2: y(part * highest) }), h("text", { class: "axis", x: left - 8, y: y(part * highest) + 4, "text-anchor": "end" }, write(part * highest))]),
    target ? h("line", { class: "target", x1: left, x2: left + width, y1: y(target), y2: y(target) }) : null,
    h("polyline", { class: "trend", points: points.join(" ") }),
    points.map((point) => h("circle", { class: "bar-mark", cx: point.split(",")[0], cy: point.split(",")[1], r: 3 })),
    rows.map(({ label }, place) => (place % every ? null : h("text", { class: "axis", x: x(place), y: top + height + 20, "text-anchor": place === 0 ? "start" : place === rows.length - 1 ? "end" : "middle" }, label))),
  ];
  return figure(id, title, `0 0 ${WIDTH} ${top + height + 28}`, drawn, rows, write);
}

/** Columns over time. */
export function columns(id, title, rows, write) {
  const [left, top, width, height] = [46, 12, WIDTH - 58, 150];
  const highest = Math.max(...rows.map(({ value }) => value ?? 0), 1);
  const step = width / Math.max(rows.length, 1);
  const every = Math.max(1, Math.ceil(rows.length / 6));
  const drawn = [
    [0, 0.5, 1].map((part) => [h("line", { class: "rule", x1: left, x2: left + width, y1: top + height * (1 - part), y2: top + height * (1 - part) }), h("text", { class: "axis", x: left - 8, y: top + height * (1 - part) + 4, "text-anchor": "end" }, write(part * highest))]),
    rows.map(({ label, value }, place) => [
      h("rect", { class: "bar-mark", x: left + step * place + step * 0.15, width: step * 0.7, y: top + height * (1 - (value ?? 0) / highest), height: (height * (value ?? 0)) / highest, rx: 2 }),
      place % every ? null : h("text", { class: "axis", x: left + step * (place + 0.5), y: top + height + 20, "text-anchor": "middle" }, label),
    ]),
  ];
  return figure(id, title, `0 0 ${WIDTH} ${top + height + 28}`, drawn, rows, write);
}

function figure(id, title, viewBox, drawn, rows, write) {
  const content = rows.length
    ? [h("svg", { viewBox, role: "img", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-table` }, drawn),
      h("details", {}, h("summary", {}, t("chart.table")), h("table", { id: `${id}-table` }, h("caption", { class: "unseen" }, title),
        h("tbody", {}, rows.map(({ label, value }) => h("tr", {}, h("th", { scope: "row" }, label), h("td", { class: "n" }, value === null || value === undefined ? "–" : write(value)))))))]
    : h("p", { class: "empty" }, t("chart.nothing"));
  return h("section", { class: "panel chart", "data-key": id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), content);
}
