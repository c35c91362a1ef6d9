/** The screen pop: who calls, what they want, what was tried, what was said. */

import { byId, h, icon } from "../dom.js";
import { player } from "../player.js";
import { clock, current, day, has, languageName, languageWord, named, percent, t } from "../texts.js";
import { running } from "../ticks.js";
import { transcript } from "../transcript.js";
import { customerPanels } from "./customer.js";
import { book, whenDue } from "./callback.js";
import { clear, type, typed } from "./draft.js";
import { callerName, departmentName, kindIcon, numberToCall, reason, tried } from "./names.js";
import { panel } from "./panel.js";
import { isRecorded, isWritten, unrecord } from "./sound.js";
import { act, canHold, canPassOn, hold, lines, phase, repaint, state } from "./store.js";
import { transfer } from "./transfer.js";

const LOW = 0.4;
let inEnglish = null;

export function pop() {
  const { item } = state;
  return [head(item), h("div", { class: "pop" },
    h("div", { class: "side-call" }, why(item), said(item), notes(item)),
    h("div", { class: "side-customer" }, customerPanels(), article(item)))];
}

function head(item) {
  const talking = phase() === "call";
  const call = item.kind === "call";
  return h("div", { class: "card pop-head", "data-state": state.held ? "on_break" : talking ? "in_call" : "wrap_up", role: "group", "aria-labelledby": "pop-title" },
    h("div", {}, h("h2", { id: "pop-title", tabindex: "-1" }, callerName(item)),
      h("p", { class: "facts" }, h("span", {}, icon(kindIcon(item.kind)), " ", t(`kind.${item.kind}`)),
        item.caller && item.caller !== callerName(item) && (call || item.caller !== numberToCall(item)) ? h("span", {}, item.caller) : null,
        h("span", { class: "tag main" }, languageName(item.language)), h("span", {}, departmentName(item.department)),
        item.priority === "high" ? h("span", { class: "tag high" }, t("queue.high")) : null,
        item.tier > 1 ? h("span", { class: "tag calm" }, t("queue.tier", { tier: item.tier })) : null,
        state.held ? h("span", { class: "tag warn" }, t("pop.held"), " ", item.held ? running(item.held) : null) : null,
        talking && (isRecorded() || isWritten()) ? [h("span", { class: "tag high" }, t(isRecorded() ? "pop.recorded" : "pop.written")), h("button", { type: "button", class: "tiny", id: "unrecord", onclick: unrecord }, t("pop.unrecord"))] : null,
        talking && state.agent ? running(state.agent.since) : null),
      call ? null : dial(item),
      item.booked ? h("p", { class: "notice" }, icon("callback"), " ", t("callback.is_booked", { number: item.booked.number, time: whenDue(item.booked.due) })) : null),
    talking ? h("div", { class: "row" },
      canHold() ? button("hold", state.held ? "play" : "pause", t(state.held ? "pop.resume" : "pop.hold"), hold, "H", { "aria-pressed": String(state.held) }) : null,
      button("book", "callback", t(item.booked || item.kind === "callback" ? "callback.move" : "callback.new"), () => book(), "B"),
      canPassOn() ? button("transfer", "transfer", t("pop.transfer"), transfer, "T") : null,
      button("finish", call ? "hang-up" : "check", t(call ? "pop.finish" : "pop.done"), finish, "W", { class: "primary" })) : null);
}

const button = (id, picture, words, onclick, letter, more = {}) =>
  h("button", { type: "button", id, onclick, "aria-keyshortcuts": `Alt+${letter}`, ...more }, icon(picture), words, h("kbd", { "aria-hidden": "true" }, `Alt ${letter}`));

/** The number to call, for the phone or the softphone of this machine. */
function dial(item) {
  const number = numberToCall(item);
  return number ? h("p", {}, h("a", { class: "to-call", href: `tel:${number.replace(/[^\d+]/g, "")}`, "aria-label": t("callback.dial", { number }) }, icon("phone"), number)) : null;
}

export async function finish() {
  const { id } = state.item;
  const note = typed(id);
  await act("finish", { note }, () => clear(id, note));
}

function why(item) {
  const packet = item.packet ?? {};
  const known = Object.entries(packet.slots ?? {}).filter(([name]) => name !== "language");
  return panel("why", "route", t("pop.why"), null,
    h("p", { class: "why" }, reason(item)),
    packet.callback ? h("p", { class: "notice" }, icon("callback"), t(packet.callback.time ? "pop.call_back_at" : "pop.call_back", { number: packet.callback.number, time: packet.callback.time ? `${day(packet.callback.time)}, ${clock(packet.callback.time)}` : "" })) : null,
    packet.message ? h("blockquote", { class: "notice", lang: item.language }, packet.message) : null,
    item.message_seconds ? player(`/queue/${item.id}/message`, t("kind.voicemail")) : null,
    summary(item),
    packet.intents?.length ? [h("h3", {}, t("pop.intents")), h("ul", { class: "intents" }, packet.intents.map(intent))] : null,
    known.length ? [h("h3", {}, t("pop.known")), h("dl", { class: "facts-list" }, known.map(([name, value]) => [h("dt", {}, named("slot", name)), h("dd", {}, slotValue(name, value))]))] : null,
    packet.tried?.length ? h("details", { open: true }, h("summary", {}, t("pop.tried")), h("ul", { class: "tried" }, packet.tried.map((step) => h("li", {}, tried(step))))) : null);
}

function slotValue(name, value) {
  if (name === "department") return departmentName(value);
  const words = String(value).split(", ").map((one) => (has(`intent.${one}`) ? t(`intent.${one}`) : one.replaceAll("_", " ")));
  return words.join(", ");
}

/** In the caller's language, or in English: agents read one of them. */
function summary(item) {
  const words = item.packet?.summary;
  if (!words) return null;
  const both = item.language !== "en";
  const english = inEnglish ?? (item.language !== current());
  return h("div", { class: "row" }, h("p", { class: "summary grow", lang: english ? "en" : item.language }, english ? words.english : words.caller_language),
    both ? h("button", { type: "button", class: "tiny", onclick: () => { inEnglish = !english; repaint(); } }, t("pop.in_language", { language: languageWord(english ? item.language : "en") })) : null);
}

const intent = ({ intent: code, confidence }) =>
  h("li", { class: confidence < LOW ? "intent low" : "intent" }, h("span", {}, named("intent", code)), h("span", { class: "figure soft" }, percent(confidence)),
    h("span", { class: "track", "aria-hidden": "true" }, h("i", { vars: { share: confidence } })));

/** How far the words go: not every talk between a person and the caller is written down. */
function reaches(found) {
  const { call } = state;
  if (!call || phase() !== "call" || call.ended) return null;
  const talked = isWritten() || found.some((line) => line.speaker === "agent");
  return !talked && (call.bot_ended || state.item.kind === "call") ? h("span", { class: "tag" }, t("pop.until_hand_over")) : h("span", { class: "tag good" }, t("pop.live"));
}

function said(item) {
  const found = lines();
  return panel("said", "mic", t("pop.transcript"), reaches(found),
    found.length ? transcript(found) : h("p", { class: "soft" }, t("pop.nothing_said")));
}

function notes(item) {
  return panel("notes", "note", t("pop.notes"), null,
    item.notes?.length ? h("ul", { class: "note-list" }, item.notes.map((note) => h("li", { class: "note" }, h("p", {}, note.text), h("p", { class: "by" }, `${note.author} · ${clock(note.at)}`)))) : null,
    h("form", { class: "stack", "data-key": item.id, onsubmit: addNote },
      h("label", { class: "unseen", for: "note" }, t("pop.note")),
      h("textarea", { id: "note", name: "text", rows: "2", maxlength: "4000", placeholder: t("pop.note"), "aria-keyshortcuts": "Alt+N", onkeydown: sendByKey, oninput: (event) => type(item.id, event.target.value) }, typed(item.id)),
      h("div", { class: "row end" }, h("span", { class: "small soft grow" }, t("pop.note_keys")), h("button", { type: "submit" }, t("pop.add_note")))));
}

function sendByKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
}

async function addNote(event) {
  event.preventDefault();
  const box = byId("note");
  const text = box.value.trim();
  const { id } = state.item;
  if (text) await act("notes", { text }, () => clear(id, text));
  box.focus();
}

function article(item) {
  const found = item.articles ?? [];
  if (!found.length) return null;
  return panel("articles", "book", t("pop.articles"), null, found.map((one) =>
    h("details", { lang: one.language }, h("summary", {}, one.title), h("p", { class: "as-written" }, one.text))));
}
