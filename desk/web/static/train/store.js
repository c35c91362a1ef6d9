/** What the workbench knows of the labels and of how many examples each has. `repaint` draws the page anew. */

import * as api from "../api.js";
import { current, has, LANGUAGES, named, percent, t } from "../texts.js";
import { h, icon } from "../dom.js";
import { wordsOf } from "../session.js";

/** Why nothing was written, in the reader's language where that is known; and why no model did what was asked. */
export function refusal(error) {
  if (error.other) return t("refusal.stands_at", { place: error.other.line ? `${error.other.file}:${error.other.line}` : error.other.file });
  return has(`refusal.${error.code}`) ? t(`refusal.${error.code}`) : wordsOf(error);
}

export const modelRefusal = (error) => (has(`no_model.${error.code}`) ? t(`no_model.${error.code}`) : wordsOf(error));

/** In place of what could not be read: nothing there would look as if all were well. `again()` reads it once more. */
export const unread = (error, again) => h("div", { class: "notice bad", role: "alert", "data-key": "unread" }, icon("alert"), h("div", { class: "stack" }, h("p", {}, wordsOf(error)),
  h("div", { class: "row" }, h("button", { type: "button", id: "read-again", onclick: () => again() }, icon("callback"), t("common.retry")))));

export const bench = { labels: { intents: [], entities: [] }, coverage: [], user: null };

let changed = () => {};
export const onChange = (listener) => (changed = listener);
export const repaint = () => changed();

export async function readLabels() {
  bench.labels = await api.get("/training/labels");
}

export async function readCoverage() {
  bench.coverage = (await api.get("/training/coverage")).intents;
}

export const intents = () => bench.labels.intents.map(({ intent }) => intent);
export const intentName = (code) => named("intent", code);
export const entityName = (code) => named("entity", code);
/** When to choose it, in the reader's language. */
export const meaning = (code) => (has(`meaning.${code}`) ? t(`meaning.${code}`) : "");

/** What an entity may stand for: `[value, name]` pairs, or null where it stands for what was said. */
export function valuesOf(entity) {
  const found = bench.labels.entities.find((one) => one.entity === entity);
  return found?.values?.map(({ value, names }) => [value, names?.[current()] ?? value]) ?? null;
}

export const counted = (intent) => bench.coverage.find((one) => one.intent === intent) ?? null;
export const othersThan = (language) => LANGUAGES.filter((code) => code !== language);

/** How sure, as a bar and a number. */
export const sureness = (share, label) => h("span", { class: "sure" }, h("span", { class: "track", "aria-hidden": "true" }, h("i", { vars: { share: share ?? 0 } })), h("span", { class: "figure" }, label ?? percent(share)));
