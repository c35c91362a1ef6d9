/** Who waits, in the order in which they will be taken. */

import { byId, h, icon, render } from "../dom.js";
import { clock, current, languageName, lasts, t } from "../texts.js";
import { running } from "../ticks.js";
import { callerName, departmentName, kindIcon } from "./names.js";
import { act, phase, repaint, state } from "./store.js";

const LATE_SECONDS = 120;
const chosen = JSON.parse(sessionStorage.getItem("queue-filters") ?? '{"department":"","language":""}');

export function paintQueue() {
  const shown = state.queue.filter((item) => ["department", "language"].every((name) => !chosen[name] || item[name] === chosen[name]));
  render(byId("queue"),
    h("h2", { id: "queue-title" }, t("desk.queue")),
    h("div", { class: "queue-head" },
      h("p", { class: "queue-count" }, t("queue.waiting", { n: state.queue.length })),
      h("div", { class: "queue-filters" },
        filter("department", t("queue.all_departments"), (key) => departmentName(key)),
        filter("language", t("queue.all_languages"), languageName))),
    shown.length
      ? h("ul", { class: "queue-list", "aria-labelledby": "queue-title" }, shown.map(waiting))
      : h("p", { class: "empty queue-list" }, t(state.queue.length ? "queue.none_such" : "queue.none")));
}

function filter(name, all, words) {
  const there = new Set(state.queue.map((item) => item[name]));
  if (chosen[name]) there.add(chosen[name]);
  const options = [...there].map((value) => [value, words(value)]).sort((one, other) => one[1].localeCompare(other[1], current()));
  return h("select", { name, "aria-label": t(`queue.filter_${name}`), onchange: choose }, [["", all], ...options].map(([value, text]) =>
    h("option", { value, selected: value === chosen[name] }, text)));
}

function choose(event) {
  chosen[event.target.name] = event.target.value;
  sessionStorage.setItem("queue-filters", JSON.stringify(chosen));
  repaint();
}

function waiting(item) {
  const who = callerName(item);
  const ready = item.due && new Date(item.due) > Date.now() ? null : item.queued_at;
  return h("li", { class: `waiting ${item.priority} ${item.state}`, "data-key": item.id },
    h("span", { class: "kind" }, icon(kindIcon(item.kind), t(`kind.${item.kind}`))),
    h("strong", {}, departmentName(item.department)),
    h("span", { class: "wait" }, ready ? running(ready, LATE_SECONDS) : clock(item.due)),
    h("p", { class: "who" }, h("span", {}, who), item.estimate_seconds === null || item.estimate_seconds === undefined ? null : h("span", {}, t("queue.estimate", { wait: lasts(item.estimate_seconds) }))),
    h("div", { class: "tags" }, tags(item)),
    pickable(item) ? h("button", { type: "button", class: "tiny pick", "aria-label": t("queue.take_who", { who }), onclick: () => act("pick", {}, undefined, item.id) }, t("queue.take")) : null);
}

function pickable(item) {
  const reachable = item.kind !== "call" || item.line === "desk";
  return phase() === "idle" && state.agent?.state === "available" && item.state === "waiting" && reachable;
}

function tags(item) {
  const mark = (text, kind = "") => h("span", { class: `tag ${kind}` }, text);
  return [
    h("span", { class: "code", title: languageName(item.language) }, h("span", { "aria-hidden": "true" }, item.language), h("span", { class: "unseen" }, languageName(item.language))),
    item.priority === "high" ? mark(t("queue.high"), "high") : null,
    item.state === "offered" ? mark(t("queue.rings", { agent: item.agent ?? "" }), "warn") : null,
    item.at_head && item.state === "waiting" ? mark(t("queue.again"), "warn") : null,
    item.tier > 1 ? mark(t("queue.tier", { tier: item.tier }), "calm") : null,
    item.due ? mark(t("queue.due", { time: clock(item.due) }), "main") : null,
    item.kind === "call" && item.line === "lost" ? mark(t("queue.lost"), "high") : null,
  ];
}
