/** The agent's own state, for how long, and what it can become. */

import { menu } from "../dialog.js";
import { byId, h, icon, render } from "../dom.js";
import { named, t } from "../texts.js";
import { running } from "../ticks.js";
import { soundButton } from "./sound.js";
import { become, state } from "./store.js";

/** These the agent does not choose: they come of a call. */
const HAPPENS = new Set(["refused", "no_answer"]);

export function paintState() {
  const { agent } = state;
  if (!agent) return render(byId("state"), []);
  return render(byId("state"), h("div", { class: "state", role: "group", "aria-label": t("state.own") },
    h("span", { class: "state-now", "data-state": agent.state, id: "state-now" }, h("span", { class: "dot" }), t(`state.${agent.state}`), agent.reason ? h("span", { class: "small" }, named(agent.state === "wrap_up" ? "outcome" : "break", agent.reason)) : null, running(agent.since)),
    choices(agent), soundButton()));
}

function choices(agent) {
  const free = agent.state === "on_break" || agent.state === "logged_out";
  const canRest = ["available", "on_break", "logged_out"].includes(agent.state) || (agent.state === "wrap_up" && agent.reason);
  return [
    free ? h("button", { type: "button", class: "primary", id: "go-available", "aria-keyshortcuts": "Alt+S", onclick: () => become("available") }, icon("headset"), t("state.go_available")) : null,
    canRest ? breakMenu("break-menu") : null,
  ];
}

/** A choice of breaks. */
export function breakMenu(id) {
  const reasons = state.company.reasons.on_break.filter((reason) => !HAPPENS.has(reason));
  return menu(id, [icon("pause"), t("state.take_break")], reasons.map((reason) =>
    h("button", { type: "button", onclick: () => become("on_break", reason) }, named("break", reason))));
}
