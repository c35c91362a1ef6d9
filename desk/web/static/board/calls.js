/** Calls that were: what was said, the recording, and a form for their quality. */

import * as api from "../api.js";
import { field, openDialog } from "../dialog.js";
import { h, icon, toast } from "../dom.js";
import { player } from "../player.js";
import { failed } from "../session.js";
import { current, has, languageName, lasts, moment, named, number, t } from "../texts.js";
import { transcript } from "../transcript.js";
import { departmentName } from "../desk/names.js";
import { state } from "../desk/store.js";
import { choose, dayFields, lastDays } from "./days.js";
import { whichFields } from "./which.js";

const MARKS = [1, 2, 3, 4, 5];
const PAGE = 100;
const chosen = { from: "", to: "", department: "", language: "", agent: "", caller: "" };
let list = null;
let more = false;
let form = null;
let reading = 0;

const asked = () => ({ ...chosen, agent: chosen.agent.trim(), caller: chosen.caller.replace(/[^+0-9]/g, "") });

/** `before`: the call after which the list goes on; without, it begins anew. */
export async function readCalls(paint, before = null) {
  lastDays(chosen, 7);
  const mine = ++reading;
  try {
    const found = await api.get("/calls", { limit: PAGE, ...asked(), ...(before && { to: before.began }) });
    if (mine !== reading) return;
    list = before ? [...list, ...found] : found;
    more = found.length === PAGE;
  } catch (error) {
    if (mine !== reading) return;
    list = before ? list : [];
    failed(error);
  }
  paint();
}

export function calls(paint) {
  // What is being typed stays when the list comes meanwhile.
  const keep = ({ target }) => { chosen[target.name] = target.value; };
  const change = ({ target }) => {
    if (target.type === "date") {
      if (!target.value) return;
      choose(chosen, target);
    } else {
      keep({ target });
    }
    readCalls(paint);
  };
  const search = (name, more) => field(t(`calls.${name}`), h("input", { type: "search", name, value: chosen[name], placeholder: t(`calls.any_${name}`), autocomplete: "off", oninput: keep, onchange: change, ...more }));
  return [
    h("form", { class: "filters", onsubmit: (event) => event.preventDefault() }, dayFields(chosen, change),
      whichFields(chosen, change),
      search("agent", { list: "calls-agents" }), h("datalist", { id: "calls-agents" }, agents().map((name) => h("option", { value: name }))), search("caller", { inputmode: "tel" }),
      // By what is typed at that moment: leaving a field with the click has not drawn the page anew yet.
      h("a", { class: "button", href: api.at("/calls.csv", asked()), download: "", onclick: ({ currentTarget }) => { currentTarget.href = api.at("/calls.csv", asked()); } }, icon("download"), t("history.csv"))),
    list === null ? h("p", { class: "empty" }, t("common.loading")) : list.length ? table() : h("p", { class: "empty" }, t("calls.none")),
    more ? h("button", { type: "button", id: "older", onclick: () => readCalls(paint, list.at(-1)) }, t("calls.older")) : null,
  ];
}

const agents = () => [...new Set((list ?? []).map((call) => call.agent).filter(Boolean))].sort();

const table = () => h("div", { class: "panel" }, h("table", { class: "fold" }, h("caption", { class: "unseen" }, t("board.tab_calls")),
  h("thead", {}, h("tr", {}, ["began", "caller", "language", "department", "ended_as", "lasted", "agent", "score", "actions"].map((name) => h("th", { scope: "col", class: ["lasted", "score"].includes(name) ? "n" : null }, t(`calls.${name}`))))),
  h("tbody", {}, list.map(row))));

const seconds = (call) => (call.ended ? (new Date(call.ended) - new Date(call.began)) / 1000 : null);

const row = (call) => h("tr", { "data-key": call.id }, h("th", { scope: "row" }, moment(call.began)),
  h("td", {}, call.caller ?? t("pop.unknown_caller")), h("td", {}, call.language === "auto" ? "–" : languageName(call.language)), h("td", {}, call.department ? departmentName(call.department) : "–"),
  h("td", {}, call.final ? h("span", { class: `tag ${call.final === "abandoned" || call.final === "lost" ? "high" : call.final === "answered" ? "good" : "main"}` }, named("final", call.final)) : h("span", { class: "tag good" }, t("pop.live"))),
  h("td", { class: "n" }, lasts(seconds(call))), h("td", {}, call.agent ?? "–"), h("td", { class: "n", "data-name": t("calls.score") }, call.score ?? "–"),
  h("td", {}, h("button", { type: "button", class: "tiny", "aria-label": t("calls.open_which", { when: moment(call.began) }), onclick: () => show(call) }, t("calls.open"))));

async function show(call) {
  let record = null;
  const id = api.part(call.id);
  try {
    [record, form] = await Promise.all([api.get(`/calls/${id}`), form ?? api.get("/review-form").catch(() => null)]);
  } catch (error) {
    return failed(error);
  }
  const lines = record.transcript ?? [];
  return openDialog(t("calls.of", { when: moment(call.began) }), (close) => [
    h("p", { class: "soft" }, [call.caller, languageName(call.language), call.department && departmentName(call.department), call.reason && has(`reason_short.${call.reason}`) ? t(`reason_short.${call.reason}`) : null].filter(Boolean).join(" · ")),
    h("p", {}, [record.agent && t("calls.taken_by", { who: record.agent }), record.outcome && t("calls.ended_with", { outcome: named("outcome", record.outcome) }), record.score && t("calls.scored", { mark: record.score })].filter(Boolean).join(" · ")),
    record.recording_id ? player(`/calls/${id}/recording`, t("calls.recording")) : h("p", { class: "soft small" }, t("calls.no_recording")),
    h("div", { class: "grid-2" }, h("section", {}, h("h3", {}, t("pop.transcript")), lines.length ? transcript(lines) : h("p", { class: "soft" }, t("pop.nothing_said"))),
      h("section", { class: "stack" }, remarks(t("pop.notes"), record.notes.map((note) => [note.text, `${note.author} · ${moment(note.at)}`])), form?.criteria ? review(call, record, close) : null)),
  ], true);
}

/** What somebody wrote, each with who and when. */
const remarks = (title, all) => (all.length ? h("section", {}, h("h3", {}, title), h("ul", { class: "note-list" }, all.map(([text, by]) => h("li", { class: "note" }, text ? h("p", {}, text) : null, h("p", { class: "by" }, by))))) : null);

function review(call, record, close) {
  // One's own earlier review is what is changed here: a new one takes its place.
  const given = record.reviews.find((one) => one.reviewer === state.user.name);
  return h("section", { class: "stack" }, remarks(t("qa.title"), record.reviews.map((one) => [one.comment, `${t("qa.given", { who: one.reviewer, mark: number(mean(one.marks), 1) })} · ${moment(one.at)}`])),
    record.reviews.length ? null : h("h3", {}, t("qa.title")),
    h("form", { class: "qa", onsubmit: (event) => give(event, call, close) },
      Object.entries(form.criteria).map(([key, names]) => h("fieldset", {}, h("legend", {}, names[current()]), h("div", { class: "scale" }, MARKS.map((mark) => h("label", {}, h("input", { type: "radio", name: key, value: mark, required: true, checked: given?.marks?.[key] === mark }), mark))))),
      field(t("qa.comment"), h("textarea", { name: "comment", rows: "2", maxlength: "4000" }, given?.comment ?? ""), { hint: t("qa.scale") }),
      h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, icon("check"), t("qa.save")))));
}

const mean = (marks) => Object.values(marks).reduce((sum, mark) => sum + mark, 0) / Math.max(1, Object.keys(marks).length);

async function give(event, call, close) {
  event.preventDefault();
  const { comment, ...marks } = Object.fromEntries(new FormData(event.target));
  try {
    await api.post(`/calls/${api.part(call.id)}/reviews`, { marks: Object.fromEntries(Object.entries(marks).map(([key, mark]) => [key, Number(mark)])), comment });
    close();
    toast(t("qa.saved"));
  } catch (error) {
    failed(error);
  }
}
