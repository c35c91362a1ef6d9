/** The floor at this moment. */

import { h, icon } from "../dom.js";
import { languageName, lasts, number, percent, t } from "../texts.js";
import { departmentName } from "../desk/names.js";
import { bars, counted } from "./charts.js";
import { setTarget } from "./target.js";
import { whichFields } from "./which.js";

const LONG = 3;
/** Times the promised seconds: then the longest wait is marked. */
const STATES = ["available", "reserved", "in_call", "wrap_up", "on_break", "logged_out"];

/** Which calls the board shows; parameters of GET /api/v1/board. */
export const chosen = { department: "", language: "" };

/** `board`: see GET /api/v1/board. */
export function live(board, reread) {
  const change = ({ target }) => {
    chosen[target.name] = target.value;
    reread();
  };
  return [h("form", { class: "filters" }, whichFields(chosen, change),
    h("button", { type: "button", id: "set-target", onclick: () => setTarget(board.service_level, reread) }, icon("edit"), t("board.set_target"))), tiles(board), h("div", { class: "grid-3" },
    bars("by-reason", t("board.by_reason"), counted(board.handoffs.by_reason, (code) => t(`reason_short.${code}`)), number),
    bars("by-language", t("board.by_language"), counted(board.handoffs.by_language, languageName), number),
    bars("by-department", t("board.by_department"), counted(board.handoffs.by_department, (key) => (key ? departmentName(key) : t("history.none"))), number))];
}

function tiles(board) {
  const level = board.service_level;
  const met = level.share === null ? "" : level.share >= level.target ? "good" : "bad";
  return h("dl", { class: "tiles" },
    tile("waiting", number(board.waiting), t("board.waiting_now", { callbacks: number(board.waiting_callbacks), voicemails: number(board.waiting_voicemails) })),
    tile("longest", lasts(board.longest_wait_seconds), "", board.longest_wait_seconds > level.seconds * LONG ? "bad" : ""),
    tile("service_level", percent(level.share), t("board.target", { share: percent(level.target), wait: lasts(level.seconds) }), met),
    agents(board.agents, board.held),
    tile("asa", lasts(board.asa_seconds), t("board.asa_more")),
    tile("aht", lasts(board.aht_seconds), t("board.aht_more")),
    tile("acw", lasts(board.acw_seconds), t("board.acw_more")),
    tile("abandonment", percent(board.abandonment), t("board.abandonment_more")),
    tile("containment", percent(board.containment), t("board.containment_more")),
    tile("calls", number(board.calls), chosen.language ? languageName(chosen.language) : t("board.calls_more")),
    board.told_waits ? tile("told", percent(board.told_near), t("board.told_more", { n: board.told_waits, off: lasts(board.told_error_seconds) })) : null,
    board.survey.mean ? tile("survey", t("board.of_five", { mark: number(board.survey.mean, 1) }), t("board.answers", { n: board.survey.answers })) : null);
}

const tile = (name, figure, about, kind = "") =>
  h("div", { class: `tile ${kind}`, "data-key": name }, h("dt", {}, t(`board.${name}`)), h("dd", {}, h("p", { class: "figure" }, figure), about ? h("p", { class: "sub" }, about) : null));

function agents(counts, held) {
  const there = STATES.filter((state) => counts[state] && state !== "logged_out");
  const staffed = there.reduce((sum, state) => sum + counts[state], 0);
  return h("div", { class: "tile main", "data-key": "agents" }, h("dt", {}, t("board.agents")),
    h("dd", {}, h("p", { class: "figure" }, number(staffed)), h("div", { class: "by-state", "aria-hidden": "true" }, there.map((state) => h("i", { "data-state": state, vars: { n: counts[state] } }))),
      h("p", { class: "legend" }, there.map((state) => h("span", { "data-state": state }, h("span", { class: "dot" }), `${t(`state.${state}`)} ${number(counts[state])}`)), held ? h("span", {}, `${t("pop.held")} ${number(held)}`) : null)));
}
