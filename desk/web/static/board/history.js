/** What was: by hour, day, department, language or agent, as charts, a table and a CSV file. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { h, icon } from "../dom.js";
import { failed } from "../session.js";
import { inLocale, languageName, lasts, named, number, percent, t } from "../texts.js";
import { departmentName } from "../desk/names.js";
import { bars, columns, counted, trend } from "./charts.js";
import { choose, dayFields, lastDays } from "./days.js";
import { people } from "./people.js";
import { whichFields } from "./which.js";

const BY = ["hour", "day", "department", "language", "agent"];
const chosen = { from: "", to: "", by: "day", department: "", language: "" };
let rows = null;
let total = null;
let reading = 0;

/** Agents take calls of several departments and languages: their times are not told apart by these. */
const ofAgents = () => chosen.by === "agent";
const address = () => (ofAgents() ? ["/history/agents", { from: chosen.from, to: chosen.to }] : ["/history", chosen]);

export async function readHistory(paint) {
  lastDays(chosen, 7);
  const mine = ++reading;
  try {
    const answer = await api.get(...address());
    if (mine !== reading) return;
    rows = answer.rows ?? answer;
    total = answer.total;
  } catch (error) {
    if (mine !== reading) return;
    rows = [];
    failed(error);
  }
  paint();
}

export function history(paint) {
  const change = (event) => {
    const { target } = event;
    if (target.type !== "date") chosen[target.name] = target.value;
    else if (target.value) choose(chosen, target);
    else return;
    if (target.name === "by") rows = null;
    readHistory(paint);
    paint();
  };
  const [path, values] = address();
  return [
    h("form", { class: "filters" }, dayFields(chosen, change),
      field(t("history.by"), choice({ name: "by", onchange: change }, BY.map((by) => [by, t(`history.by_${by}`)]), chosen.by)), ofAgents() ? null : whichFields(chosen, change),
      h("a", { class: "button", href: api.at(`${path}.csv`, values), download: "" }, icon("download"), t("history.csv"))),
    rows === null ? h("p", { class: "empty" }, t("common.loading")) : ofAgents() ? people(rows) : rows.length ? [charts(), table()] : h("p", { class: "empty" }, t("chart.nothing")),
  ];
}

function label(row) {
  if (chosen.by === "department") return row.key ? departmentName(row.key) : t("history.none");
  if (chosen.by === "language") return languageName(row.key);
  const options = chosen.by === "hour" ? { weekday: "short", hour: "2-digit" } : { weekday: "short", day: "numeric" };
  // The time as it is at the head office, whatever zone this browser is in.
  return new Intl.DateTimeFormat(inLocale(), options).format(new Date(row.key.length === 10 ? `${row.key}T12:00` : row.key.slice(0, 16)));
}

function charts() {
  const of = (name) => rows.map((row) => ({ label: label(row), value: row[name] ?? null }));
  const inTime = ["hour", "day"].includes(chosen.by);
  return h("div", { class: "grid-3" },
    inTime ? columns("history-calls", t("history.calls"), of("calls"), number) : bars("history-calls", t("history.calls"), of("calls"), number),
    inTime ? trend("history-level", t("board.service_level"), of("service_level"), percent, { target: rows[0].target, most: 1 }) : bars("history-level", t("board.service_level"), of("service_level"), percent),
    inTime ? trend("history-asa", t("board.asa"), of("asa_seconds"), lasts) : bars("history-asa", t("board.asa"), of("asa_seconds"), lasts),
    inTime ? trend("history-abandonment", t("board.abandonment"), of("abandonment"), percent, { most: 1 }) : bars("history-abandonment", t("board.abandonment"), of("abandonment"), percent),
    inTime ? trend("history-containment", t("board.containment"), of("containment"), percent, { most: 1 }) : bars("history-containment", t("board.containment"), of("containment"), percent),
    inTime ? trend("history-score", t("board.survey"), of("score"), mark, { most: 5 }) : bars("history-score", t("board.survey"), of("score"), mark),
    bars("history-reasons", t("board.by_reason"), counted(total.handoffs_by_reason, (code) => named("reason_short", code)), number));
}

const mark = (mean) => number(mean, 1);

const COLUMNS = [
  ["calls", "history.calls", number],
  ["containment", "board.containment", percent],
  ["handed_off", "history.handed_off", number],
  ["answered", "history.answered", number],
  ["abandoned", "board.abandoned_count", number],
  ["abandonment", "board.abandonment", percent],
  ["service_level", "board.service_level", percent],
  ["asa_seconds", "board.asa", lasts],
  ["longest_wait_seconds", "board.longest", lasts],
  ["told_near", "board.told", percent],
  ["aht_seconds", "board.aht", lasts],
  ["acw_seconds", "board.acw", lasts],
  ["score", "board.survey", mark],
];

const table = () => h("div", { class: "panel scroll", tabindex: "0", role: "region", "aria-label": t("board.history") }, h("table", {},
  h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t(`history.by_${chosen.by}`)), COLUMNS.map(([, head]) => h("th", { scope: "col", class: "n" }, t(head))))),
  h("tbody", {}, rows.map((row) => line(label(row), row))), h("tfoot", {}, line(t("history.total"), total))));

const line = (name, figures) => h("tr", {}, h("th", { scope: "row" }, name), COLUMNS.map(([key, , write]) => h("td", { class: "n" }, figures[key] === null || figures[key] === undefined ? "–" : write(figures[key]))));
