/** Wrap-up: the outcome of the call, and what comes next. */

import { h, icon } from "../dom.js";
import { named, t } from "../texts.js";
import { running } from "../ticks.js";
import { book } from "./callback.js";
import { breakMenu } from "./statebar.js";
import { become, state } from "./store.js";

const ORDER = ["resolved", "follow_up", "callback_agreed", "no_answer", "transferred", "escalated", "caller_gone", "wrong_number", "other"];

export function wrap() {
  const { agent, company } = state;
  const { wrap_up: own } = company.reasons.names ?? {};
  const codes = company.reasons.wrap_up.filter(fits);
  if (!Object.keys(own ?? {}).length) codes.sort((one, other) => rank(one) - rank(other));
  return h("section", { class: "panel wrap", "data-key": "wrap", "aria-labelledby": "wrap-title" },
    h("div", { class: "wrap-head" }, h("h2", { id: "wrap-title", tabindex: "-1" }, t("wrap.title")), running(agent.since)),
    h("fieldset", {}, h("legend", { class: "soft" }, t("wrap.lead")), h("div", { class: "outcomes" }, codes.map((code) => outcome(code, agent.reason)))),
    h("div", { class: "row" },
      h("button", { type: "button", id: "ready", class: "primary big", disabled: !agent.reason, "aria-keyshortcuts": "Alt+S", onclick: () => become("available") }, icon("arrow"), t("wrap.ready"), h("kbd", { "aria-hidden": "true" }, "Alt S")),
      agent.reason ? breakMenu("wrap-break") : h("span", { class: "soft" }, t("wrap.first"))));
}

const rank = (code) => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);

/** Whoever called has answered. */
const fits = (code) => code !== "no_answer" || (state.item && state.item.kind !== "call");

const outcome = (code, chosen) =>
  h("label", { class: "outcome", "data-key": code }, h("input", { type: "radio", name: "outcome", value: code, checked: code === chosen, onchange: () => choose(code) }), named("outcome", code));

/** What was agreed is booked first: an outcome alone calls nobody. */
function choose(code) {
  const { item } = state;
  const agreed = code === "callback_agreed";
  if (!item || item.booked || (!agreed && code !== "no_answer")) return become("wrap_up", code);
  mark(state.agent.reason);
  return book({ retry: !agreed, done: async () => (await become("wrap_up", code)) && mark(code) });
}

function mark(code) {
  for (const input of document.getElementsByName("outcome")) input.checked = input.value === code;
}
