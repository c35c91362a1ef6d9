/** What each agent did in a span of days: a row a person. */

import { h } from "../dom.js";
import { lasts, number, percent, t } from "../texts.js";

const READY = ["available", "reserved", "in_call", "wrap_up"];
const STATES = ["available", "in_call", "wrap_up", "on_break"];
const COUNTED = [
  ["history.conversations", (work) => number(work.calls)],
  ["history.talk", (work) => lasts(work.talk_seconds)],
  ["board.acw", (work) => lasts(work.acw_seconds)],
  ["history.occupancy", (work) => percent(work.occupancy)],
  ["history.mark", (work) => opinion(work.mark, work.reviews)],
  ["board.survey", (work) => opinion(work.score, work.surveys)],
];

const opinion = (mean, count) => (mean === null || mean === undefined ? "–" : `${number(mean, 1)} (${number(count)})`);
const together = (seconds, states) => states.reduce((sum, state) => sum + (seconds[state] ?? 0), 0);

/** `all`: see GET /api/v1/history/agents. */
export function people(all) {
  const there = all.filter((work) => together(work.seconds, [...READY, "on_break"]) > 0 || work.reviews || work.surveys);
  if (!there.length) return h("p", { class: "empty" }, t("history.no_agents"));
  return h("div", { class: "panel scroll", tabindex: "0", role: "region", "aria-label": t("history.by_agent") }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("agents.name")), [t("history.at_work"), ...STATES.map((state) => t(`state.${state}`)), ...COUNTED.map(([key]) => t(key))].map((words) => h("th", { scope: "col", class: "n" }, words)))),
    h("tbody", {}, there.map(row))));
}

const row = (work) => h("tr", { "data-key": work.agent }, h("th", { scope: "row" }, work.agent),
  [lasts(together(work.seconds, READY)), ...STATES.map((state) => lasts(work.seconds[state])), ...COUNTED.map(([, write]) => write(work))].map((words) => h("td", { class: "n" }, words)));
