/** A call that was, on another model: turn by turn, side by side. */

import * as api from "../api.js";
import { openDialog } from "../dialog.js";
import { h, icon } from "../dom.js";
import { failed, wordsOf } from "../session.js";
import { named, t } from "../texts.js";
import { intentName, sureness } from "./store.js";

const EVERY = 1000;

/** `call` and `model` by their ids. */
export function replayCall(call, model) {
  const replay = { begun: false, found: null, wrong: null, over: false };
  openDialog(t("replay.title"), (_, paint) => {
    if (!replay.begun) begin(replay, call, model, paint);
    if (replay.wrong) return h("p", { class: "notice bad", role: "alert" }, icon("alert"), replay.wrong);
    return replay.found ? result(replay.found) : h("p", { class: "empty", role: "status" }, t("replay.running"));
  }, true, () => { replay.over = true; });
}

async function begin(replay, call, model, paint) {
  replay.begun = true;
  try {
    let answer = await api.post("/training/replays", { call, model });
    while (!answer.comparison && !answer.error && !replay.over) {
      await new Promise((done) => setTimeout(done, EVERY));
      answer = await api.get(`/training/replays/${api.part(answer.id)}`);
    }
    replay.found = answer.comparison;
    replay.wrong = answer.error;
  } catch (error) {
    if (error.status === 401) return failed(error);
    replay.wrong = wordsOf(error);
  }
  if (!replay.over) paint();
  return undefined;
}

function result({ turns, notes = [] }) {
  const changed = turns.filter(({ differences }) => differences.length).length;
  return [h("p", { class: `notice ${changed ? "warn" : "good"}` }, icon(changed ? "route" : "check"), changed ? t("replay.changed", { n: changed }) : t("replay.same")),
    h("ol", { class: "turns" }, turns.map((turn) => h("li", { class: turn.differences.length ? "turn changed" : "turn" },
      h("p", { class: "row" }, h("strong", {}, turn.kind === "speech" ? turn.text : t(`replay.${turn.kind}`)), turn.differences.map((what) => h("span", { class: "tag warn" }, named("differs", what)))),
      h("div", { class: "grid-2" }, side(t("replay.then"), turn.kept), side(t("replay.now"), turn.model))))),
    notes.length ? h("ul", { class: "soft small", lang: "en" }, notes.map((note) => h("li", {}, note))) : null];
}

const side = (title, { read, replies }) => h("section", { class: "stack" }, h("h3", { class: "soft small" }, title),
  read ? h("p", { class: "row" }, h("span", {}, intentName(read.intent)), sureness(read.confidence), read.fallback ? h("span", { class: "tag" }, t("replay.asks")) : null) : null,
  replies.map((reply) => h("p", { class: "said" }, reply)));
