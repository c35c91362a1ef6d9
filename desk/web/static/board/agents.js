/** Who is at work, and what they can do. */

import * as api from "../api.js";
import { field, menu, openDialog, choice } from "../dialog.js";
import { h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { LANGUAGES, languageName, named, t } from "../texts.js";
import { running } from "../ticks.js";
import { departmentName } from "../desk/names.js";
import { state } from "../desk/store.js";
import { listenIn } from "./listen.js";

const MEETING = "meeting";
/** A meeting, or the first break that the house has. */
const rest = () => (state.company.reasons.on_break.includes(MEETING) ? MEETING : state.company.reasons.on_break[0]);
const ORDER = ["reserved", "in_call", "wrap_up", "available", "on_break", "logged_out"];

/** `fresh`: users who could take calls, once somebody says which. */
export const floor = (all, fresh, reread) => [newcomers(fresh, reread), agents(all, reread)];

const newcomers = (fresh, reread) => (fresh.length ? h("section", { class: "panel", "data-key": "newcomers", "aria-labelledby": "newcomers-title" }, h("h2", { id: "newcomers-title" }, t("agents.newcomers")),
  h("ul", { class: "stack" }, fresh.map(({ name, language }) => h("li", { class: "row", "data-key": name }, h("strong", {}, name),
    h("button", { type: "button", class: "tiny", "aria-label": t("agents.enrol_who", { who: name }), onclick: () => skills({ id: name, languages: [language], departments: [], tier: 1 }, reread) }, icon("edit"), t("agents.enrol")))))) : null);

function agents(all, reread) {
  const sorted = [...all].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.id.localeCompare(other.id));
  if (!sorted.length) return h("p", { class: "empty" }, t("agents.none"));
  return h("div", { class: "panel" }, h("table", { class: "fold" }, h("caption", { class: "unseen" }, t("board.tab_agents")),
    h("thead", {}, h("tr", {}, ["name", "state", "languages", "tier", "departments", "actions"].map((name) => h("th", { scope: "col" }, t(`agents.${name}`))))),
    h("tbody", {}, sorted.map((agent) => row(agent, reread)))));
}

function row(agent, reread) {
  const departments = agent.departments.includes("*") ? t("agents.all_departments") : agent.departments.map(departmentName).join(", ");
  return h("tr", { "data-key": agent.id }, h("th", { scope: "row" }, agent.id),
    h("td", {}, h("span", { class: "tag", "data-state": agent.state }, h("span", { class: "dot" }), t(`state.${agent.state}`)), " ", why(agent), running(agent.since), agent.held ? [" ", h("span", { class: "tag warn" }, t("pop.held"), " ", running(agent.held))] : null),
    h("td", { "data-name": t("agents.languages") }, h("span", {}, agent.languages.map((code) => [h("span", { class: "code", title: languageName(code) }, h("span", { "aria-hidden": "true" }, code), h("span", { class: "unseen" }, languageName(code))), " "]))),
    h("td", { "data-name": t("agents.tier") }, t(`tier.${agent.tier}`)),
    h("td", { class: "all", "data-name": t("agents.departments") }, departments),
    h("td", { class: "all" }, h("div", { class: "row" }, h("button", { type: "button", class: "tiny", "aria-label": t("agents.edit_who", { who: agent.id }), onclick: () => skills(agent, reread) }, icon("edit"), t("agents.edit")),
      agent.state === "in_call" ? [h("button", { type: "button", class: "tiny", "aria-label": t("listen.who", { who: agent.id }), onclick: () => listenIn(agent.id, "listen") }, icon("ear"), t("listen.listen")), h("button", { type: "button", class: "tiny", "aria-label": t("listen.whisper_who", { who: agent.id }), onclick: () => listenIn(agent.id, "whisper") }, icon("whisper"), t("listen.whisper"))] : null,
      changes(agent, reread))));
}

const why = ({ state: now, reason }) => {
  const words = reason && (now === "on_break" ? named("break", reason) : now === "logged_out" ? named("logout", reason) : null);
  return words ? h("span", { class: "small soft" }, words, " ") : null;
};

function changes(agent, reread) {
  const to = { on_break: ["available", "logged_out"], wrap_up: ["available", "on_break", "logged_out"], available: ["on_break", "logged_out"] }[agent.state];
  if (!to) return null;
  return menu(`change-${agent.id}`, t("agents.change"), to.map((next) => h("button", { type: "button", onclick: () => change(agent, next, reread) }, next === "on_break" && rest() !== MEETING ? named("break", rest()) : t(`agents.make_${next}`))), { class: "tiny", "aria-label": t("agents.change_who", { who: agent.id }) });
}

async function change(agent, to, reread) {
  const reason = { on_break: rest(), logged_out: "supervisor" }[to];
  await api.put(`/agents/${api.part(agent.id)}/state`, reason ? { state: to, reason } : { state: to }).catch(failed);
  reread();
}

function skills(agent, reread) {
  openDialog(t("agents.edit_who", { who: agent.id }), (close) => h("form", { class: "stack", onsubmit: (event) => save(event, agent, close, reread) },
    h("fieldset", {}, h("legend", {}, t("agents.languages")), h("div", { class: "checks" }, LANGUAGES.map((code) => check("languages", code, languageName(code), agent.languages.includes(code))))),
    h("fieldset", {}, h("legend", {}, t("agents.departments")), h("div", { class: "checks" }, check("departments", "*", t("agents.all_departments"), agent.departments.includes("*")), state.company.departments.map(({ key }) => check("departments", key, departmentName(key), agent.departments.includes(key))))),
    field(t("agents.tier"), choice({ name: "tier" }, state.company.tiers.map((tier) => [tier, t(`tier.${tier}`)]), agent.tier)),
    h("p", { class: "notice bad", id: "skills-wrong", role: "alert", hidden: true }),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, t("common.save")))), true);
}

const check = (name, value, words, checked) => h("label", { class: "check" }, h("input", { type: "checkbox", name, value, checked }), words);

async function save(event, agent, close, reread) {
  event.preventDefault();
  const form = new FormData(event.target);
  const [languages, picked] = [form.getAll("languages"), form.getAll("departments")];
  const departments = picked.includes("*") ? ["*"] : picked;
  const wrong = event.target.querySelector("#skills-wrong");
  wrong.hidden = Boolean(languages.length && departments.length);
  wrong.textContent = t("agents.needs_some");
  if (!wrong.hidden) return;
  try {
    await api.put(`/agents/${api.part(agent.id)}`, { languages, departments, tier: Number(form.get("tier")) });
    close();
    toast(t("agents.saved"));
  } catch (error) {
    failed(error);
  }
  reread();
}
