/** The model that really answers callers: the one that went live last, or another one while that starts or cannot. */

import { h, icon } from "../dom.js";
import { moment, t } from "../texts.js";

const SOON = 2000;
const LATER = 10_000;

/** It, of all models; null where there is none. `answering` is missing where no calls are answered. */
export function answerer({ live, answering, history }) {
  if (!answering || answering.version === live?.version) return live;
  return (history ?? []).find(({ version }) => version === answering.version) ?? { version: answering.version };
}

/** Milliseconds after which it may be another one; null: as long as nobody does anything it stays. */
export const again = (found) => ({ starting: SOON, refused: LATER })[found?.answering?.state] ?? null;

/** How it stands with the one that went live last. */
export function standing({ live, answering }) {
  if (!answering || !live) return null;
  return h("div", { role: "status", "data-key": "answering" }, words(live.version, answering));
}

function words(version, { version: answers, state, why, since, at }) {
  if (state === "answers") return h("p", { class: "soft small" }, t("compare.takes", { time: moment(since) }));
  if (state === "starting") return h("p", { class: "notice" }, icon("clock"), t("compare.starting", { version, answers }));
  return h("p", { class: "notice bad" }, icon("alert"), h("span", {}, t("compare.refused", { version, answers }), " ", h("small", {}, moment(at), " · ", h("span", { lang: "en" }, why))));
}
