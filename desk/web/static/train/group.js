/** One group of the inbox: its utterances, and what is decided of them. */

import * as api from "../api.js";
import { byId, h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { languageName, t } from "../texts.js";
import { draftOf, forget, keep, restore } from "./draft.js";
import { intentChoice, ranked, rank } from "./intents.js";
import { line, masked, MOST, MOST_IDS, moved } from "./learned.js";
import { marking, unchoose } from "./marks.js";
import { otherLanguages } from "./others.js";
import { parcelOf, unfit } from "./parcel.js";
import { readCoverage, refusal, repaint } from "./store.js";
import { rows, utterance } from "./utterance.js";

let open = null;
/** open, decided or rejected */
let status = "open";
let utterances = null;
let place = 0;
/** Where it goes on, as `{id, after}` of groups; none: all of it is here. */
let further = [];
/** What is shown is a part of those that are open: no more than that is decided on. */
let partly = false;
/** Counts what was opened: an answer that comes later than the next one is dropped. */
let opening = 0;
let fetching = false;
let sending = false;
let refused = null;
/** Of what was decided last, to take back: id, draft, and what was open. */
const past = [];
/** Who lists the groups: `decided(id, count)`, `returned(one)`, `back()`. */
let told = null;

export const shown = () => open?.id ?? null;
export const shut = () => { open = null; opening += 1; unchoose(); };
/** Something can be decided here. */
const correcting = () => Boolean(open) && status === "open";
export const canUndo = () => past.length > 0;
const draft = () => draftOf(open.id);
const here = () => utterances?.[place] ?? null;
const textOf = (one) => draft().edits[one.id] ?? { text: one.text, entities: one.entities ?? [] };
const meant = () => (utterances ?? []).filter((one) => !draft().left.includes(one.id));
/** All of a group that is larger than what is shown of it. */
const whole = () => !open.groups && !partly && !draft().left.length && further.length > 0;

/** `wanted`: its status. `filtered`: there may be more in it than was asked for. */
export async function openGroup(one, wanted, filtered = false) {
  const mine = ++opening;
  open = one;
  status = wanted;
  partly = filtered;
  utterances = null;
  further = [];
  fetching = false;
  place = 0;
  refused = null;
  unchoose();
  repaint();
  try {
    // A topic is made of groups.
    await load((one.groups ?? [one.id]).map((id) => ({ id, after: null })));
  } catch (error) {
    if (mine !== opening) return;
    open = null;
    failed(error);
  }
  if (mine !== opening) return;
  repaint();
  byId("text-now")?.focus();
  if (here() && status === "open") rank(here());
}

async function load(from) {
  const mine = opening;
  const pages = await Promise.all(from.map(async ({ id, after }) => ({ id, ...(await api.get(`/training/inbox/${api.part(id)}`, { status, after })) })));
  if (mine !== opening) return;
  utterances = [...(utterances ?? []), ...pages.flatMap((page) => page.utterances)];
  further = pages.filter(({ after }) => after !== null).map(({ id, after }) => ({ id, after }));
}

async function more() {
  if (fetching) return;
  const mine = opening;
  fetching = true;
  try {
    await load(further);
  } catch (error) {
    failed(error);
  }
  if (mine === opening) fetching = false;
  repaint();
}

/** `list`: see `told`. */
export function group(list) {
  told = list;
  const now = here();
  return h("div", { class: "panel stack", "data-key": open.id },
    h("div", { class: "panel-head" }, h("button", { type: "button", class: "ghost narrow-only", onclick: () => told.back() }, t("inbox.back")),
      h("h2", { id: "text-now", tabindex: "-1", lang: open.language }, open.text), h("span", { class: "tag" }, languageName(open.language))),
    utterances === null ? h("p", { class: "empty" }, t("common.loading")) : [
      utterances.length > 1 ? rows(utterances, place, draft().left, step, correcting() ? tick : null) : null,
      further.length ? h("button", { type: "button", class: "tiny", id: "more-of-group", "aria-disabled": fetching ? "true" : null, onclick: more }, t("inbox.more")) : null,
      now ? h("div", { class: "grid-2", "data-key": "work" }, utterance(now), status === "open" ? correction(now) : settled(now)) : h("p", { class: "empty" }, t("inbox.emptied"))]);
}

function correction(now) {
  const { text, entities } = textOf(now);
  const { intent } = draft();
  return h("div", { class: "stack", "data-key": `correct-${now.id}` },
    intentChoice(likely(now), intent, choose),
    h("div", { class: "field" }, h("label", { for: "example" }, t("inbox.text")), h("textarea", { id: "example", rows: "2", lang: open.language, maxlength: "500", "aria-describedby": "example-about", oninput: ({ target }) => write(now, target) }, text),
      h("p", { class: "hint", id: "example-about" }, t("inbox.text_hint"))),
    marking(now.id, text, entities, open.language, (marked) => edit(now, { text, entities: marked })),
    otherLanguages(open.language, intent, draft().others, (language, words) => { draft().others[language] = words; keep(); }),
    refused ? h("p", { class: "notice bad", role: "alert" }, icon("alert"), refused) : null,
    actions());
}

/** The likeliest that could be meant: what was understood, what the caller said instead, what the live model ranks. Their
 *  order stays when the ranking comes: somebody may be about to press a number. */
function likely(now) {
  const found = new Map();
  for (const { intent, confidence } of [{ intent: now.intent, confidence: now.confidence }, { intent: now.meant ?? open.meant }, ...ranked(now)])
    if (intent && intent !== "nlu_fallback" && !found.has(intent)) found.set(intent, { intent, confidence });
  return [...found.values()].slice(0, 5);
}

/** What was decided can be taken back. */
const settled = (now) => h("div", { class: "stack", "data-key": "settled" }, h("p", { class: "notice" }, icon("check"), t(`inbox.was_${status}`)),
  now.decision ? h("div", { class: "row" }, h("button", { type: "button", id: "take-back", onclick: () => takeBack(now.decision) }, icon("callback"), t("inbox.take_back"))) : null);

async function takeBack(decision) {
  const { id } = open;
  if (sending) return undefined;
  sending = true;
  try {
    await api.remove(`/training/decisions/${api.part(decision)}`);
    toast(t("inbox.undone"));
  } catch (error) {
    sending = false;
    return error.status === 401 ? failed(error) : toast(refusal(error), "bad");
  }
  sending = false;
  return told.decided(id);
}

function actions() {
  const any = meant().length > 0;
  const { ids, rest } = parcel();
  const hidden = meant().filter((one) => masked(textOf(one).text)).length;
  const ready = draft().intent && any;
  const button = (to, key, picture, properties) => h("button", { type: "button", id: `to-${to}`, "aria-keyshortcuts": key, "aria-disabled": sending ? "true" : null, onclick: () => decide(to), ...properties }, icon(picture), t(`inbox.to_${to}`), h("kbd", { "aria-hidden": "true" }, key));
  return h("div", { class: "stack decide", "data-key": "decide" },
    h("p", { class: "soft small" }, !any ? t("inbox.none_ticked") : !draft().intent ? t("inbox.choose_first") : ids.length ? t("inbox.applies", { n: ids.length }) : null),
    whole() ? h("p", { class: "soft small" }, t("inbox.rejects_all", { n: open.size })) : null,
    rest.length ? h("p", { class: "notice small" }, icon("book"), t("inbox.rest", { n: rest.length })) : null,
    hidden ? h("p", { class: "notice warn small" }, icon("lock"), t("inbox.masked", { n: hidden })) : null,
    h("div", { class: "row" }, button("training", "t", "check", { class: "primary", disabled: !ready }), button("test", "s", "book", { disabled: !ready }), button("rejected", "r", "close", { disabled: !any }),
      canUndo() ? h("button", { type: "button", id: "undo", class: "ghost", "aria-keyshortcuts": "u", "aria-disabled": sending ? "true" : null, onclick: undo }, icon("callback"), t("inbox.undo"), h("kbd", { "aria-hidden": "true" }, "u")) : null));
}

export function choose(intent) {
  draft().intent = intent;
  refused = null;
  keep();
  repaint();
}

/** By its place among the likeliest, from 1. */
export function chooseNumber(number) {
  const one = correcting() && here() && likely(here())[number - 1];
  if (one) choose(one.intent);
}

function write(now, field) {
  const before = textOf(now);
  const text = line(field.value);
  if (text !== field.value) {
    const caret = line(field.value.slice(0, field.selectionStart)).length;
    field.value = text;
    field.setSelectionRange(caret, caret);
  }
  edit(now, { text, entities: moved(before.entities, before.text, text) });
}

function edit(now, changed) {
  draft().edits[now.id] = changed;
  refused = null;
  keep();
  repaint();
}

function tick(id, on) {
  if (!correcting()) return;
  const { left } = draft();
  draft().left = on ? left.filter((one) => one !== id) : [...left, id];
  keep();
  repaint();
  // Once somebody has ticked it, the attribute that is drawn says nothing any more.
  const box = byId(`tick-${utterances.findIndex((one) => one.id === id)}`);
  if (box) box.checked = on;
}

/** Tick or untick the one that is shown. */
export const tickHere = () => here() && tick(here().id, draft().left.includes(here().id));

export function step(to) {
  if (!utterances?.[to]) return;
  place = to;
  unchoose();
  repaint();
  byId(`heard-${place}`)?.focus();
  if (status === "open") rank(here());
}

export const along = (by) => step(place + by);

/** Those that are meant, as they would be learned. */
const written = () => meant().map((one) => ({ id: one.id, ...textOf(one) }));
const parcel = () => parcelOf(open.language, written(), draft().others);

export async function decide(to) {
  if (sending || !correcting() || !utterances || !meant().length || (to !== "rejected" && !draft().intent)) return;
  const [one, before] = [open, structuredClone(draft())];
  const { texts, ids, rest } = to === "rejected" ? { ids: meant().map(({ id }) => id).slice(0, MOST_IDS), rest: [] } : parcel();
  const why = to === "rejected" ? null : unfit({ ids, texts }, written());
  refused = why && t(why, { n: MOST });
  if (refused) {
    repaint();
    return;
  }
  const chosen = to === "rejected" && whole() ? { group: one.id } : { utterances: ids };
  sending = true;
  repaint();
  try {
    const answer = await api.post("/training/decisions", { ...chosen, to, ...(texts ? { intent: before.intent, texts } : {}) });
    past.push({ id: answer.id, draft: before, open: one });
    leave(one.id, before, ids, rest);
    toast(t(`inbox.done_${to}`, { n: texts?.length ?? answer.utterances }));
    sending = false;
    await Promise.all([told.decided(one.id, ids.length), texts ? readCoverage().catch(() => null) : null]);
  } catch (error) {
    sending = false;
    await untold(one, error);
  }
  repaint();
}

/** What was written for utterances that are still open stays; of those that found no room, what they mean does too. */
function leave(id, before, ids, rest) {
  const edits = Object.fromEntries(Object.entries(before.edits).filter(([key]) => !ids.includes(Number(key))));
  forget(id);
  if (rest.length) restore(id, { ...before, edits, others: {} });
  else if (Object.keys(edits).length) restore(id, { intent: null, left: [], edits, others: {} });
}

/** What was typed stays where it is, and is told of where the trainer is now. */
async function untold(one, error) {
  if (error.status === 401) {
    failed(error);
  } else if (error.code === "conflict" && !error.other) {
    toast(t("inbox.decided_meanwhile"), "bad");
    if (shown() === one.id) await (one.groups ? openGroup(one, "open") : told.decided(one.id));
  } else if (shown() === one.id) {
    refused = refusal(error);
  } else {
    toast(refusal(error), "bad");
  }
}

export async function undo() {
  const last = past.at(-1);
  if (!last || sending) return;
  const from = shown();
  sending = true;
  repaint();
  try {
    await api.remove(`/training/decisions/${api.part(last.id)}`);
    past.pop();
    restore(last.open.id, last.draft);
    toast(t("inbox.undone"));
    await told.returned(last.open);
    if (shown() === from) await openGroup(last.open, "open", true);
  } catch (error) {
    // Nothing is left that could be taken back.
    if (error.status === 404 || (error.status === 409 && !["busy", "broken"].includes(error.code))) past.pop();
    if (error.status === 401) failed(error);
    else toast(refusal(error), "bad");
  }
  sending = false;
  repaint();
}
