/** Trying a sentence, typed or spoken: what the bot makes of it, and why. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { announce, byId, h, icon } from "../dom.js";
import { failed } from "../session.js";
import { current, LANGUAGES, languageName, percent, t } from "../texts.js";
import { valueName } from "./marks.js";
import { record } from "./recorder.js";
import { bench, entityName, intentName, meaning, modelRefusal, repaint, sureness } from "./store.js";

const asked = { text: "", language: null, model: "" };
let result = null;
let heard = null;
let wrong = null;
let busy = false;
let stop = null;

export function trying() {
  return [h("p", { class: "soft" }, t("trying.lead")),
    h("form", { class: "filters", onsubmit: (event) => { event.preventDefault(); tryIt(); } },
      field(t("trying.language"), choice({ name: "try_language", onchange: ({ target }) => { asked.language = target.value; } }, LANGUAGES.map((code) => [code, languageName(code)]), asked.language ?? current())),
      bench.candidate ? field(t("trying.model"), choice({ name: "model", onchange: ({ target }) => { asked.model = target.value; } }, [["", t("compare.live")], ["candidate", t("compare.candidate_model")]], asked.model)) : null,
      field(t("trying.sentence"), h("input", { name: "sentence", value: asked.text, autocomplete: "off", maxlength: "500", placeholder: t("trying.example"), oninput: ({ target }) => { asked.text = target.value; } }), { wide: true }),
      h("button", { type: "submit", class: "primary", id: "try", disabled: busy }, icon("arrow"), t("trying.try")),
      h("button", { type: "button", id: "speak", "aria-pressed": String(Boolean(stop)), "aria-disabled": busy ? "true" : null, onclick: speakIt }, icon(stop ? "mic-off" : "mic"), t(stop ? "trying.stop" : "trying.speak"))),
    stop ? h("p", { class: "notice", role: "status" }, icon("mic"), t("trying.listening")) : null,
    wrong ? h("p", { class: "notice bad", role: "alert" }, icon("alert"), wrong) : null,
    heard ? h("p", { class: "notice" }, icon("ear"), t("trying.heard", { text: heard.text, share: percent(heard.confidence) })) : null,
    result ? shown() : busy ? h("p", { class: "empty" }, t("common.loading")) : null];
}

async function tryIt() {
  if (!asked.text.trim() || busy) return byId("field-sentence").focus();
  busy = true;
  wrong = null;
  if (heard?.text !== asked.text.trim()) heard = null;
  repaint();
  try {
    result = await api.post("/training/try", { text: asked.text.trim(), language: asked.language ?? current(), model: asked.model === "candidate" ? bench.candidate : null });
    announce(`${intentName(result.intent)}, ${percent(result.confidence)}`);
  } catch (error) {
    if (error.status === 401) return failed(error);
    result = null;
    wrong = modelRefusal(error);
  }
  busy = false;
  repaint();
  return undefined;
}

async function speakIt() {
  if (busy) return undefined;
  if (stop) return finish();
  // A second press while the browser asks for the microphone would open it twice.
  busy = true;
  wrong = null;
  repaint();
  try {
    stop = await record(finish);
  } catch (error) {
    wrong = t(!navigator.mediaDevices ? "call.insecure" : error.name === "NotFoundError" ? "call.no_microphone" : "call.denied");
  }
  busy = false;
  repaint();
  return undefined;
}

async function finish() {
  if (!stop) return undefined;
  const end = stop;
  stop = null;
  busy = true;
  repaint();
  try {
    heard = await api.post(`/training/heard?language=${asked.language ?? current()}`, await end());
    asked.text = heard.text;
    const box = byId("field-sentence");
    if (box) box.value = heard.text;
  } catch (error) {
    if (error.status === 401) return failed(error);
    heard = null;
    wrong = modelRefusal(error);
  }
  busy = false;
  if (heard?.text) await tryIt();
  else if (!wrong) wrong = t("trying.silence");
  repaint();
  return undefined;
}

/** The sentence with what was found in it. */
function highlighted({ text, entities }) {
  const pieces = [];
  let at = 0;
  for (const one of [...entities].filter(({ start }) => start !== undefined && start !== null).sort((a, b) => a.start - b.start)) {
    if (one.start < at) continue;
    pieces.push(text.slice(at, one.start), h("mark", {}, text.slice(one.start, one.end), h("small", {}, ` ${entityName(one.entity)}`)));
    at = one.end;
  }
  return [...pieces, text.slice(at)];
}

function shown() {
  const { outside, ranking, entities } = result;
  const nearest = result.nearest ?? [];
  return h("div", { class: "grid-2", "data-key": "tried", id: "tried" },
    h("section", { class: "panel", "aria-labelledby": "tried-title" }, h("h2", { id: "tried-title" }, t("trying.understood")),
      h("p", { class: "why", lang: result.language }, highlighted(result)),
      h("p", { class: "row" }, h("strong", { id: "tried-intent" }, intentName(result.intent)), sureness(result.confidence)),
      meaning(result.intent) ? h("p", { class: "soft small" }, meaning(result.intent)) : null,
      result.fallback ? h("p", { class: "notice warn" }, icon("alert"), t("trying.asks_again")) : null,
      entities.length ? h("dl", { class: "facts-list" }, entities.map((one) => [h("dt", {}, entityName(one.entity)), h("dd", {}, valueName(one))])) : h("p", { class: "soft small" }, t("trying.no_entities")),
      outside ? outsideOf(outside) : null),
    h("section", { class: "panel", "aria-labelledby": "ranking-title" }, h("h2", { id: "ranking-title" }, t("trying.ranking")),
      h("ol", { class: "intents" }, ranking.slice(0, 6).map((one) => h("li", { class: one.confidence < 0.3 ? "intent low" : "intent" }, h("span", {}, intentName(one.intent)), h("span", { class: "figure" }, percent(one.confidence)), h("span", { class: "track", "aria-hidden": "true" }, h("i", { vars: { share: one.confidence } })))))),
    h("section", { class: "panel", "aria-labelledby": "nearest-title" }, h("h2", { id: "nearest-title" }, t("trying.nearest")), h("p", { class: "soft small" }, t("trying.nearest_more")),
      nearest.length ? h("ul", { class: "things" }, nearest.map((one) => h("li", { class: "thing" }, h("div", {}, h("span", { class: "code" }, one.language), " ", h("span", { lang: one.language }, one.text), h("br", {}), h("small", {}, intentName(one.intent))), h("span", { class: "figure" }, percent(one.likeness))))) : h("p", { class: "soft" }, t("trying.no_nearest"))));
}

function outsideOf({ probability, likeness_inside: inside, likeness_outside: outside, reason }) {
  return h("section", { class: "stack", "data-key": "outside" }, h("h3", {}, t("trying.outside")), h("p", {}, sureness(probability)), h("p", {}, t(`outside.${reason}`)),
    h("p", { class: "soft small" }, t("trying.outside_more", { inside: percent(inside), outside: percent(outside) })));
}
