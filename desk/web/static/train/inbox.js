/** What callers said and the bot was unsure of or got wrong, by groups of the same. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { byId, h } from "../dom.js";
import { failed } from "../session.js";
import { LANGUAGES, languageName, moment, named, number, t } from "../texts.js";
import { drafted } from "./draft.js";
import { group, openGroup, shown, shut } from "./group.js";
import { intentName, repaint, sureness, unread } from "./store.js";

/** Why something is worth a look, as the API says it. */
const WHY = ["unsure", "repaired", "corrected", "handed_over", "out_of_scope"];
const asked = { language: "", why: "", status: "open" };
let groups = null;
let total = 0;
let after = null;
let reading = 0;
/** Why there are none to be shown. */
let wrong = null;
/** To where topics are listed. */
let toTopics = () => {};

export const waiting = () => total;

/** `more`: what follows the last that is shown. */
export async function readInbox(more = false) {
  const mine = ++reading;
  try {
    const [found, counts] = await Promise.all([api.get("/training/inbox", { ...asked, after: more ? after : "" }), api.get("/training/counts")]);
    if (mine !== reading) return;
    // One that has become smaller comes again further down.
    groups = more ? [...groups, ...found.groups.filter(({ id }) => !groups.some((one) => one.id === id))] : found.groups;
    wrong = null;
    total = counts.groups;
    after = found.after;
  } catch (error) {
    if (mine !== reading) return;
    if (groups || error.status === 401) failed(error);
    else wrong = error;
  }
  repaint();
}

export function inbox() {
  return h("div", { class: "inbox", "data-view": shown() ? "group" : "list" },
    h("section", { class: "inbox-list stack", "data-key": "list", "aria-labelledby": "groups-title" },
      h("h2", { id: "groups-title" }, t("inbox.groups")), filters(), list(),
      after ? h("button", { type: "button", id: "more", onclick: () => readInbox(true) }, t("inbox.more")) : null),
    h("section", { class: "inbox-group", "data-key": "group" }, shown() ? group({ decided, returned, back }) : h("div", { class: "panel hello-panel" }, h("h2", {}, t("inbox.start")), h("p", { class: "soft" }, t("inbox.start_more")))));
}

function filters() {
  const change = ({ target }) => { asked[target.name] = target.value; groups = wrong = after = null; repaint(); readInbox(); };
  const one = (name, pairs) => field(t(`inbox.by_${name}`), choice({ name, onchange: change }, pairs, asked[name]));
  return h("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
    one("language", [["", t("inbox.all")], ...LANGUAGES.map((code) => [code, languageName(code)])]),
    one("why", [["", t("inbox.all")], ...WHY.map((code) => [code, named("heard", code)])]),
    one("status", ["open", "decided", "rejected"].map((code) => [code, t(`inbox.is_${code}`)])));
}

function list() {
  if (wrong) return unread(wrong, readInbox);
  if (!groups) return h("p", { class: "empty" }, t("common.loading"));
  if (!groups.length) return h("p", { class: "empty" }, t(asked.language || asked.why || asked.status !== "open" ? "inbox.none_such" : "inbox.none"));
  return h("ol", { class: "groups" }, groups.map((one) => h("li", { "data-key": one.id }, h("button", { type: "button", class: "group", "aria-current": shown() === one.id ? "true" : null, onclick: () => openIt(one) },
    h("span", { class: "row" }, h("span", { class: "code" }, one.language), one.size > 1 ? h("span", { class: "tag calm" }, t("inbox.times", { n: one.size })) : null, growth(one.growth), drafted(one.id) ? h("span", { class: "tag warn" }, t("inbox.drafted")) : null),
    h("strong", { lang: one.language }, one.text),
    h("span", { class: "row soft small" }, one.intent ? h("span", {}, t("inbox.understood", { intent: intentName(one.intent) })) : null, sureness(one.confidence)),
    h("span", { class: "row" }, Object.entries(one.why ?? {}).map(([why, count]) => h("span", { class: "tag" }, count > 1 ? `${named("heard", why)} × ${number(count)}` : named("heard", why))), h("span", { class: "soft small" }, moment(one.last)))))));
}

const growth = (more) => (more > 0 ? h("span", { class: "tag warn" }, t("inbox.growing")) : null);

const openIt = (one) => openGroup(one, asked.status, Boolean(asked.why));

/** After a decision: what is left of the group, else the next one; the list stays as far as it was read. Whoever has gone
 *  elsewhere meanwhile stays there. `count`: utterances of it that were decided on. */
async function decided(id, count = 0) {
  const place = (groups ?? []).findIndex((one) => one.id === id);
  if (place < 0) return elsewhere(id);
  const next = groups[place + 1] ?? groups[place - 1] ?? null;
  const before = JSON.stringify(asked);
  const [left] = await Promise.all([remaining(groups[place], count), readCounts()]);
  // Other filters were chosen meanwhile: the list is another one.
  if (!groups || before !== JSON.stringify(asked)) return shown() === id ? back() : repaint();
  groups = groups.flatMap((one) => (one.id !== id ? [one] : left ? [left] : []));
  if (!groups.length && after) await readInbox();
  if (shown() !== id) return repaint();
  const go = left && asked.status === "open" ? left : next && groups?.find((one) => one.id === next.id);
  return go ? openIt(go) : back();
}

/** A topic, or a group that the list does not hold. */
async function elsewhere(id) {
  await readInbox();
  if (shown() !== id) return undefined;
  back();
  return String(id).startsWith("topic-") ? toTopics() : undefined;
}

async function readCounts() {
  total = (await api.get("/training/counts").catch(() => null))?.groups ?? total;
}

/** The group as it is now; null: nothing of it is asked for any more. As it was, where that cannot be read. */
async function remaining(one, count) {
  try {
    const page = await api.get(`/training/inbox/${api.part(one.id)}`, { status: asked.status });
    if (page.after !== null) return { ...one, size: Math.max(page.utterances.length, one.size - count) };
    const those = page.utterances.filter(({ why }) => !asked.why || why.includes(asked.why));
    return those.length ? { ...one, size: those.length, text: those.some(({ text }) => text === one.text) ? one.text : those[0].text } : null;
  } catch (error) {
    return error.status === 404 ? null : one;
  }
}

/** What was taken back is open again, where it was. */
async function returned(one) {
  if (!groups || one.groups || asked.status !== "open" || (asked.language && asked.language !== one.language)) return readInbox();
  const others = groups.filter(({ id }) => id !== one.id);
  const place = others.findIndex(({ size }) => size < one.size);
  groups = place < 0 ? [...others, one] : [...others.slice(0, place), one, ...others.slice(place)];
  return readCounts();
}

export function back() {
  const before = shown();
  shut();
  repaint();
  (document.querySelector(`[data-key="${CSS.escape(String(before))}"] .group`) ?? document.querySelector(".group") ?? byId("groups-title"))?.focus();
}

/** To the next or previous group, where none is open. */
export function along(step) {
  const buttons = [...document.querySelectorAll(".groups .group")];
  const here = buttons.indexOf(document.activeElement);
  buttons[here < 0 ? 0 : Math.max(0, Math.min(buttons.length - 1, here + step))]?.focus();
}

/** From a topic: its utterances, to be decided like a group. `leave()` goes back to the topics. */
export async function showTopic(topic, leave) {
  toTopics = leave;
  groups = wrong = after = null;
  Object.assign(asked, { language: topic.language, why: "", status: "open" });
  await Promise.all([readInbox(), openGroup(groupOf(topic), "open")]);
}

const groupOf = ({ id, language, size, examples, words, groups: made }) => ({ id: `topic-${id}`, language, size, text: examples[0] ?? words.join(" "), groups: made });
