/** A candidate against the model that answers: figures, and the texts behind them. */

import { h, icon } from "../dom.js";
import { inLocale, languageName, number, t, timer } from "../texts.js";
import { replayCall } from "./replay.js";
import { entityName, intentName } from "./store.js";

/** With one decimal: what a correction changes is small. */
export const share = (value) => (value === null || value === undefined ? "–" : new Intl.NumberFormat(inLocale(), { style: "percent", maximumFractionDigits: 1 }).format(value));

const difference = (live, candidate) => {
  if (typeof live !== "number" || typeof candidate !== "number") return "–";
  const points = Math.round((candidate - live) * 1000) / 10;
  return h("span", { class: points > 0 ? "up" : points < 0 ? "down" : null }, `${points > 0 ? "+" : ""}${number(points, 1)}`);
};

export function report(found, model) {
  const { live, candidate, parity, better, worse, calls, counts, entities = [] } = found;
  const names = Object.keys(candidate.languages);
  const intents = Object.keys(candidate.intents).filter((code) => live && live.intents[code]?.f1 !== candidate.intents[code].f1);
  const pair = (kind, code, figure) => ({ live: live?.[kind][code]?.[figure], candidate: candidate[kind][code][figure] });
  return h("div", { class: "stack", "data-key": "report" },
    figures(t("compare.by_language"), names.map((code) => [code === "all" ? t("compare.all") : languageName(code), pair("languages", code, "accuracy")])),
    h("p", { class: "soft" }, t("compare.parity", { live: share(parity.live), candidate: share(parity.candidate) })),
    intents.length ? h("details", {}, h("summary", {}, t("compare.by_intent", { n: intents.length })), figures(t("inbox.intent"), intents.map((code) => [intentName(code), pair("intents", code, "f1")]))) : null,
    entities.length ? h("details", { "data-key": "by-entity" }, h("summary", {}, t("compare.by_entity")), figures(t("compare.by_entity"), entities.map(entityRow)), invented(entities)) : null,
    h("div", { class: "grid-2" }, texts("better", better, counts.better), texts("worse", worse, counts.worse)),
    calls?.calls ? h("section", { class: "stack", "data-key": "calls" }, h("h3", {}, icon("phone"), " ", t("compare.calls", { n: calls.calls })), h("p", { class: "soft small" }, calls.differ ? t("compare.calls_differ", { n: calls.differ }) : t("compare.calls_same")),
      h("ul", { class: "things long" }, calls.differences.map((one) => callLine(one, model)))) : null);
}

/** Of the texts that hold an entity, those where it was found with the right value. */
const rate = (right, count) => (count && right !== null && right !== undefined ? right / count : null);
const entityRow = (one) => [entityName(one.entity), { live: rate(one.was_right, one.count), candidate: rate(one.right, one.count) }];

/** What is found where it is not. */
const invented = (entities) => {
  const all = (name) => entities.reduce((sum, one) => sum + (one[name] ?? 0), 0);
  return h("p", { class: "soft small" }, t("compare.invented", { live: entities.some((one) => one.was_invented !== null) ? number(all("was_invented")) : "–", candidate: number(all("invented")) }));
};

const figures = (title, rows) => h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title }, h("table", {}, h("caption", { class: "unseen" }, title),
  h("thead", {}, h("tr", {}, h("th", { scope: "col" }, title), ["live_model", "candidate_model", "difference"].map((name) => h("th", { scope: "col", class: "n" }, t(`compare.${name}`))))),
  h("tbody", {}, rows.map(([name, one]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "n" }, share(one.live)), h("td", { class: "n" }, share(one.candidate)), h("td", { class: "n" }, difference(one.live, one.candidate)))))));

/** That there are more than are listed. */
export const firstOf = (listed, count) => (listed < count ? h("p", { class: "soft small" }, t("compare.first_of", { n: listed })) : null);

const texts = (kind, list, count) => h("section", { class: "stack", "data-key": kind }, h("h3", {}, icon(kind === "better" ? "check" : "alert"), " ", t(`compare.${kind}`, { n: count })),
  list.length ? h("ul", { class: "things long", tabindex: "0", "aria-label": t(`compare.${kind}`, { n: count }) }, list.map(changed)) : h("p", { class: "soft small" }, t(`compare.none_${kind}`)), firstOf(list.length, count));

const went = (one) => t("compare.went", { live: one.was ? intentName(one.was) : "–", candidate: one.now ? intentName(one.now) : "–" });

const changed = (one) => h("li", { class: "thing" }, h("div", {}, h("span", { class: "code" }, one.language), " ", h("span", { lang: one.language }, one.text), h("br", {}),
  h("small", {}, went(one), ` · ${t("compare.should", { intent: intentName(one.intent) })}`)));

/** What was said stays where calls are kept: the call is run again to see it. */
const callLine = (one, model) => h("li", { class: "thing" }, h("div", {}, h("span", { class: "code" }, one.language), " ", one.text ? h("span", { lang: one.language }, one.text) : went(one), h("br", {}), h("small", {}, one.text ? went(one) : t("compare.at", { time: timer(one.at_ms / 1000) }))),
  h("button", { type: "button", class: "tiny", "aria-label": `${t("compare.look")}: ${went(one)}`, onclick: () => replayCall(one.call, model) }, icon("play"), t("compare.look")));
