/** What was heard: the utterances of a group as a list, and one of them with what came before and after it. */

import * as api from "../api.js";
import { h, icon } from "../dom.js";
import { player } from "../player.js";
import { has, moment, named, t } from "../texts.js";
import { said } from "../transcript.js";
import { replayCall } from "./replay.js";
import { bench, entityName, intentName, sureness } from "./store.js";

/** `step(place)` shows another, `tick(id, on)` says whether it is meant by a decision; null: none is to be made. */
export const rows = (utterances, place, left, step, tick) =>
  h("ol", { class: "heard-list", "data-key": "rows", "aria-label": t("inbox.utterances", { n: utterances.length }) }, utterances.map((one, at) => {
    const ticked = !left.includes(one.id);
    const box = tick && h("input", { type: "checkbox", id: `tick-${at}`, "aria-label": t("inbox.tick", { text: one.text }), checked: ticked, onchange: ({ target }) => tick(one.id, target.checked) });
    return h("li", { "data-key": `row-${one.id}` }, box ?? h("span", {}), h("button", { type: "button", id: `heard-${at}`, class: "ghost heard", lang: one.language ?? null, "aria-current": at === place ? "true" : null, onclick: () => step(at) }, one.text), sureness(one.confidence));
  }));

export function utterance(one) {
  return h("div", { class: "stack", "data-key": `heard-${one.id}` },
    h("h3", {}, t("inbox.understood_as")),
    h("p", { class: "row" }, h("strong", {}, one.intent ? intentName(one.intent) : t("inbox.nothing")), sureness(one.confidence), (one.why ?? []).map((why) => h("span", { class: "tag" }, named("heard", why)))),
    one.entities?.length ? h("p", { class: "soft small" }, one.entities.map(({ entity, value }) => `${entityName(entity)}: ${value}`).join(" · ")) : null,
    h("h3", {}, t("inbox.around")),
    h("ol", { class: "transcript", tabindex: "0", "aria-label": t("inbox.around") }, [...one.before, { speaker: "caller", text: one.text, at_ms: one.at_ms, language: one.language, here: true }, ...one.next].map((line, place) => said(line, `${one.id}-${place}`))),
    one.outcome ? h("p", { class: "soft small" }, t("inbox.outcome", { outcome: has(`final.${one.outcome}`) ? t(`final.${one.outcome}`) : named("outcome", one.outcome) })) : null,
    one.recording ? player(`/training/utterances/${api.part(one.id)}/sound`, t("inbox.listen")) : h("p", { class: "soft small" }, t("inbox.no_sound")),
    h("div", { class: "row" }, h("span", { class: "soft small" }, one.at ? moment(one.at) : ""),
      bench.candidate ? h("button", { type: "button", class: "tiny", onclick: () => replayCall(one.call, bench.candidate) }, icon("play"), t("replay.on_candidate")) : null));
}
