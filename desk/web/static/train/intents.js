/** Choosing an intent: the likeliest by one key, all others in a list that can be searched. */

import * as api from "../api.js";
import { byId, h, icon } from "../dom.js";
import { t } from "../texts.js";
import { intentName, intents, meaning, repaint, sureness } from "./store.js";

let wanted = "";
/** By language and text: what the live model takes it for. */
const rankings = new Map();
const keyOf = ({ language, text }) => `${language} ${text}`;

export const ranked = (one) => rankings.get(keyOf(one)) ?? [];

/** Ask the live model. Without an answer there are fewer to choose from by one key. */
export async function rank(one) {
  const key = keyOf(one);
  if (rankings.has(key)) return;
  rankings.set(key, []);
  try {
    rankings.set(key, (await api.post("/training/try", { text: one.text, language: one.language })).ranking);
    repaint();
  } catch {
    rankings.delete(key);
  }
}

/** Another model ranks otherwise. */
export const forgetRankings = () => rankings.clear();

/** `likely`: up to five `{intent, confidence}`; `choose(intent)`. */
export function intentChoice(likely, intent, choose) {
  return h("fieldset", { class: "stack", "data-key": "intents" }, h("legend", {}, t("inbox.intent")),
    h("div", { class: "likely" }, likely.map((one, place) => h("button", { type: "button", class: "option", "data-key": `likely-${one.intent}`, "aria-pressed": String(one.intent === intent), "aria-keyshortcuts": String(place + 1), title: meaning(one.intent), onclick: () => choose(one.intent) },
      h("kbd", { "aria-hidden": "true" }, place + 1), h("span", { class: "grow" }, intentName(one.intent)), one.confidence === null || one.confidence === undefined ? null : sureness(one.confidence)))),
    intent && !likely.some((one) => one.intent === intent) ? h("p", { class: "notice" }, icon("check"), intentName(intent)) : null,
    intent && meaning(intent) ? h("p", { class: "soft small" }, meaning(intent)) : null,
    h("details", { id: "all-intents" }, h("summary", {}, t("inbox.other_intent")), searched(intent, choose)));
}

/** Opens the list and goes to its search. */
export function search() {
  byId("all-intents")?.setAttribute("open", "");
  byId("intent-search")?.focus();
}

function found() {
  const words = fold(wanted).split(/\s+/).filter(Boolean);
  const holds = (text) => words.every((word) => fold(text).includes(word));
  // Those that are called so come before those whose meaning only speaks of it: Enter takes the first.
  return intents().filter((code) => code !== "nlu_fallback").filter((code) => holds(`${intentName(code)} ${meaning(code)} ${code}`))
    .sort((one, other) => holds(intentName(other)) - holds(intentName(one)) || intentName(one).localeCompare(intentName(other)));
}

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Diacritic}/gu, "");

function searched(intent, choose) {
  const list = found();
  const chosen = (code) => { wanted = ""; byId("intent-search").value = ""; byId("all-intents").removeAttribute("open"); choose(code); byId("text-now")?.focus(); };
  const keys = (event) => {
    const buttons = [...byId("all-intents").querySelectorAll(".intent-list button")];
    const here = buttons.indexOf(document.activeElement);
    // Without a word to look for, the first of all is nobody's choice.
    if (event.key === "Enter" && here < 0 && list.length && wanted.trim()) { event.preventDefault(); return chosen(list[0]); }
    const to = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
    if (to === undefined || !buttons.length) return undefined;
    event.preventDefault();
    return to < 0 ? byId("intent-search").focus() : buttons[Math.min(to, buttons.length - 1)].focus();
  };
  return h("div", { class: "stack", onkeydown: keys },
    h("input", { type: "search", id: "intent-search", value: wanted, autocomplete: "off", "aria-label": t("inbox.search_intent"), placeholder: t("inbox.search_intent"), oninput: ({ target }) => { wanted = target.value; repaint(); } }),
    h("ul", { class: "intent-list" }, list.map((code) => h("li", { "data-key": code }, h("button", { type: "button", class: "ghost option", "aria-pressed": String(code === intent), onclick: () => chosen(code) }, h("span", {}, h("strong", {}, intentName(code)), h("small", {}, meaning(code))))))),
    list.length ? null : h("p", { class: "soft" }, t("inbox.no_intent")));
}
