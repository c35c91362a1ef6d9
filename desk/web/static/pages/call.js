/** A call from the browser: language, microphone, keypad, subtitles. */

import { byId, h, icon, render } from "../dom.js";
import { languageChoice } from "../session.js";
import { LANGUAGES, current, lasts, onLanguage, speak, t } from "../texts.js";
import { running } from "../ticks.js";
import { said } from "../transcript.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const BARS = 11;
const OWN_NAMES = { fr: "Français", nl: "Nederlands", it: "Italiano", da: "Dansk", en: "English" };

const TROUBLES = { denied: "call.denied", no_microphone: "call.no_microphone", microphone_busy: "call.no_microphone", insecure: "call.insecure", busy: "call.busy", too_many_calls: "call.busy", draining: "call.busy" };

/** before · asking · call · over */
const call = { phase: "before", language: null, line: null, state: { state: "bot" }, since: null, keypad: false, pressed: "", lines: [], trouble: null };

function paint() {
  render(byId("call"), { before, asking, call: talking, over }[call.phase]());
  byId("subtitles").hidden = !call.lines.length;
  render(byId("lines"), call.lines.map((line, place) => said(line, place, line.speaker === "caller" ? t("call.you") : line.name)));
}

function before() {
  return [
    call.trouble ? h("p", { class: "notice bad", role: "alert" }, t(call.trouble)) : null,
    h("fieldset", { class: "choices" }, h("legend", {}, t("call.language")), [...LANGUAGES, "auto"].map((code) =>
      h("label", { class: "choice", lang: code === "auto" ? null : code }, h("input", { type: "radio", name: "spoken", value: code, checked: code === (call.language ?? current()), onchange: () => (call.language = code) }), h("span", {}, code === "auto" ? t("call.any") : OWN_NAMES[code])))),
    h("button", { type: "button", class: "dial primary", id: "start", onclick: begin }, icon("phone"), t("call.start")),
    h("p", { class: "permission" }, t("call.permission")),
  ];
}

const asking = () => [h("p", { class: "call-state", role: "status" }, h("strong", {}, t("call.asking"))), h("p", { class: "permission" }, t("call.asking_more")), hangUpButton()];

function talking() {
  return [
    h("p", { class: "call-state", role: "status" }, h("strong", {}, where()), call.state.state === "waiting" && call.state.seconds ? h("span", {}, t("queue.estimate", { wait: lasts(call.state.seconds, "long") })) : null, h("span", {}, running(call.since))),
    h("div", { class: "level", id: "level", role: "img", "aria-label": t("call.level"), "data-opaque": true }, Array.from({ length: BARS }, () => h("i", {}))),
    call.keypad ? keypad() : null,
    h("div", { class: "dials" }, figure(h("button", { type: "button", id: "keypad", class: "dial side", "aria-pressed": String(call.keypad), "aria-labelledby": "keypad-name", onclick: () => { call.keypad = !call.keypad; paint(); } }, icon("keypad")), "keypad-name", t("call.keypad")),
      hangUpButton(), h("figure", { "aria-hidden": "true" })),
  ];
}

const figure = (button, id, words) => h("figure", {}, button, h("figcaption", { id }, words));
const hangUpButton = () => figure(h("button", { type: "button", id: "hang-up", class: "dial stop", "aria-labelledby": "hang-up-name", onclick: hangUp }, icon("hang-up")), "hang-up-name", t("call.hang_up"));

function where() {
  const { state, position, name } = call.state;
  if (state === "waiting" && position) return t("call.place", { place: position });
  if (["waiting", "ringing", "back"].includes(state)) return t("call.waiting");
  if (state === "agent") return name ? t("call.with", { name }) : t("call.with_someone");
  if (state === "held") return t("call.held");
  return t("call.with_bot");
}

function keypad() {
  return h("div", { class: "stack" }, h("p", { class: "call-state figure", "aria-live": "polite" }, call.pressed || " "),
    h("div", { class: "keypad", role: "group", "aria-label": t("call.keypad") }, KEYS.map((key) => h("button", { type: "button", onclick: () => press(key) }, key))));
}

const over = () => [
  h("p", { class: "call-state", role: "status" }, h("strong", {}, t(call.trouble ?? "call.over"))),
  h("button", { type: "button", class: "dial primary", id: "start", onclick: () => { Object.assign(call, { phase: "before", lines: [], trouble: null }); paint(); byId("start").focus(); } }, icon("phone"), t("call.again")),
];

async function begin() {
  Object.assign(call, { phase: "asking", trouble: null, lines: [], pressed: "", keypad: false, state: { state: "bot" } });
  paint();
  const spoken = call.language ?? current();
  try {
    const { Line } = await import("/static/sound.js");
    const line = new Line(`/audio/call?language=${spoken}`);
    call.line = line;
    line.onevent = (event) => call.line === line && hear(event);
    await line.open();
    if (call.line !== line) return line.close();
    Object.assign(call, { phase: "call", since: new Date().toISOString() });
    paint();
    byId("hang-up").focus();
    requestAnimationFrame(level);
  } catch (error) {
    call.line?.close?.();
    Object.assign(call, { phase: "before", line: null, trouble: TROUBLES[error.code] ?? "call.failed" });
    paint();
    byId("start").focus();
  }
  return undefined;
}

function hear(event) {
  if (event.event === "said") add(event.speaker ?? "bot", event);
  else if (event.event === "heard") add("caller", event);
  else if (event.event === "closed") return end(event.clean === false && call.state.state !== "ended" ? "call.broken" : null);
  else if (event.event === "state") call.state = event;
  return paint();
}

function add(speaker, { text, confidence, name, language }) {
  if (text) call.lines.push({ speaker, text, confidence, name, language });
}

function press(key) {
  call.pressed += key;
  call.line?.press(key);
  paint();
}

function hangUp() {
  const { line } = call;
  call.line = null;
  line?.close();
  if (call.phase === "asking") call.phase = "before";
  else call.phase = "over";
  paint();
  byId("start")?.focus();
}

function end(trouble) {
  call.line = null;
  Object.assign(call, { phase: "over", trouble });
  paint();
  byId("start").focus();
}

const recent = Array(BARS).fill(0);

/** The microphone's level, so that one sees that one is heard. */
function level() {
  if (call.phase !== "call") return;
  recent.push(Math.min(1, call.line?.level ?? 0));
  recent.shift();
  byId("level")?.querySelectorAll("i").forEach((bar, place) => bar.style.setProperty("--on", recent[place].toFixed(2)));
  setTimeout(() => requestAnimationFrame(level), 60);
}

await speak(current());
languageChoice(false);
onLanguage(paint);
paint();
