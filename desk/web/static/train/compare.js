/** The model that answers callers, a candidate beside it, and those that were: train, compare, promote, roll back. */

import * as api from "../api.js";
import { field, openDialog } from "../dialog.js";
import { byId, h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { has, languageName, lasts, moment, named, t } from "../texts.js";
import { again, answerer, standing } from "./answering.js";
import { forgetRankings } from "./intents.js";
import { firstOf, share, report } from "./report.js";
import { bench, intentName, modelRefusal, repaint, unread } from "./store.js";

const EVERY = 1000;
/** While nothing can be read. */
const LATER = 10_000;
const RUNNING = ["waiting", "training", "testing"];
let found = null;
let sending = false;
let alarm = null;
let reading = 0;
/** Why there is nothing to be shown. */
let wrong = null;
/** It was told that nothing can be read. */
let lost = false;
/** Reports by candidate. */
const reports = {};

const running = () => (found?.candidates ?? []).filter(({ state }) => RUNNING.includes(state));

/** `polled`: nobody asked for it. */
export async function readCandidates(polled = false) {
  const mine = ++reading;
  clearTimeout(alarm);
  try {
    const models = await api.get("/training/candidates");
    if (mine !== reading) return;
    if (found && models.live?.version !== found.live?.version) forgetRankings();
    found = models;
    wrong = null;
    const ready = found.candidates.filter(({ state }) => state === "ready");
    bench.candidate = ready[0]?.id ?? null;
    await Promise.all(ready.filter(({ id }) => !reports[id]).map(async ({ id }) => { reports[id] = await api.get(`/training/candidates/${api.part(id)}/report`); }));
    if (mine !== reading) return;
    lost = false;
  } catch (error) {
    if (mine !== reading) return;
    if (!found && error.status !== 401) wrong = error;
    else if (!polled || !lost) failed(error);
    lost = true;
  }
  // Also in another tab: a toast is not missed there.
  const wait = running().length ? EVERY : again(found);
  if (wait) alarm = setTimeout(() => readCandidates(true), lost ? LATER : wait);
  repaint();
}

export function compare() {
  if (wrong) return unread(wrong, readCandidates);
  if (!found) return h("p", { class: "empty" }, t("common.loading"));
  const open = found.candidates.filter(({ state }) => [...RUNNING, "ready", "failed"].includes(state));
  return [h("div", { class: "grid-2" }, live(answerer(found)), start()), open.map(candidate), history()];
}

function live(model) {
  return h("section", { class: "panel", "data-key": "live", "aria-labelledby": "live-title" }, h("div", { class: "panel-head" }, h("h2", { id: "live-title" }, icon("headset"), t("compare.live")), h("span", { class: "tag good" }, t("compare.answers"))),
    model ? [h("p", { class: "soft" }, [model.version, model.promoted_at ? moment(model.promoted_at) : null, model.by].filter(Boolean).join(" · ")),
      Object.keys(model.accuracy ?? {}).length ? h("dl", { class: "facts-list" }, Object.entries(model.accuracy).filter(([, value]) => value !== null).map(([code, value]) => [h("dt", {}, code === "all" ? t("compare.all") : languageName(code)), h("dd", { class: "figure" }, share(value))])) : h("p", { class: "soft small" }, t("compare.unmeasured"))] : h("p", { class: "soft" }, t("compare.no_live")),
    standing(found));
}

const start = () => h("section", { class: "panel", "data-key": "start", "aria-labelledby": "start-title" }, h("h2", { id: "start-title" }, icon("play"), t("compare.new")), h("p", { class: "soft" }, t("compare.new_more")),
  h("div", { class: "row" }, h("button", { type: "button", id: "train", class: "primary big", disabled: running().length > 0, "aria-disabled": sending ? "true" : null, onclick: train }, t("compare.train"))));

const train = () => send(() => api.post("/training/candidates"));

/** One thing at a time: a second press does nothing. `done`: what is told then. */
async function send(work, done = null) {
  if (sending) return;
  sending = true;
  repaint();
  try {
    await work();
    if (done) toast(done);
  } catch (error) {
    refuse(error);
  }
  sending = false;
  await readCandidates();
}

const refuse = (error) => (error.status === 401 ? failed(error) : toast(modelRefusal(error), "bad"));

/** It was measured beside another model than the one that answers now. */
const outdated = (one) => (one.since ?? "") !== (found.live?.version ?? "");

function candidate(one) {
  const title = `candidate-${one.id}`;
  const ready = one.state === "ready";
  // The newest that is ready is the one that is meant; ids are there once.
  const id = (name) => (one.id === bench.candidate ? name : `${name}-${one.id}`);
  const count = Object.values(one.changed ?? {}).reduce((sum, each) => sum + each, 0) || (one.changes?.length ?? 0);
  return h("section", { class: "panel stack", "data-key": title, "aria-labelledby": title },
    h("div", { class: "panel-head" }, h("h2", { id: title }, icon("box"), t("compare.candidate", { id: one.id })), h("span", { class: `tag ${{ ready: "good", failed: "high" }[one.state] ?? "calm"}` }, t(`compare.is_${one.state}`))),
    one.changes?.length ? h("details", {}, h("summary", {}, t("compare.changes", { n: count })), h("ul", { class: "things long", tabindex: "0", "aria-label": t("compare.changes", { n: count }) }, one.changes.map(changeLine)), firstOf(one.changes.length, count)) : null,
    RUNNING.includes(one.state) ? progress(one) : null,
    one.state === "failed" ? h("p", { class: "notice bad" }, icon("alert"), h("span", {}, t("compare.failed"), " ", h("span", { lang: "en" }, one.error))) : null,
    ready ? [verdict(one), reports[one.id] ? report(reports[one.id], one.id) : null] : null,
    h("div", { class: "row" }, ready ? h("button", { type: "button", id: id("promote"), class: "primary", "aria-label": `${t("compare.promote")}: ${one.id}`, onclick: () => promote(one) }, icon("check"), t("compare.promote")) : null,
      h("button", { type: "button", class: "danger", id: id("discard"), "aria-label": `${t(RUNNING.includes(one.state) ? "compare.stop" : "compare.discard")}: ${one.id}`, "aria-disabled": sending ? "true" : null, onclick: () => (ready ? confirmDiscard(one) : discard(one)) }, icon("close"), t(RUNNING.includes(one.state) ? "compare.stop" : "compare.discard"))));
}

const changeLine = ({ kind, language, text, intent, before }) => h("li", { class: "thing" }, h("div", {}, h("span", { class: "code" }, language), " ", h("span", { lang: language }, text), h("br", {}),
  h("small", {}, t(`compare.${kind}`), " · ", before ? `${intentName(before)} → ${intentName(intent)}` : intentName(intent))));

const progress = (one) => h("div", { class: "stack", role: "status", "data-key": "progress" }, h("p", { class: "row" }, h("strong", {}, t(`compare.is_${one.state}`)), one.step ? h("span", { class: "soft" }, named("training_step", one.step.replaceAll(" ", "_"))) : null, h("span", { class: "timer" }, lasts(one.seconds ?? 0))),
  h("progress", { max: "1", value: one.share ?? 0, "aria-label": t("compare.progress") }));

/** Targets that were reached beside an earlier model say nothing of this one. */
const verdict = (one) => (outdated(one) ? [h("p", { class: "notice warn", "data-key": "outdated" }, icon("alert"), t("compare.outdated")), one.gate?.passes ? null : gate(one.gate)] : gate(one.gate));

/** In plain words: what was promised, what came out. */
function gate(found) {
  if (!found) return null;
  if (found.passes) return h("p", { class: "notice good" }, icon("shield"), t("compare.gate_passes"));
  return h("div", { class: "notice warn" }, icon("alert"), h("div", { class: "stack" }, h("p", {}, t("compare.gate_refuses")), h("ul", {}, found.broken.map((one) => h("li", {}, broken(one))))));
}

/** A target is named as in the settings, with what it is about behind a dot: `language_loss.da`. */
function broken({ target, value, limit }) {
  const [name, about] = target.split(".");
  const what = name === "intent_loss" ? intentName(about) : about ? languageName(about) : "";
  return has(`gate.${name}`) ? t(`gate.${name}`, { what, value: share(value), limit: share(limit) }) : `${target}: ${share(value)} (${share(limit)})`;
}

function promote(one) {
  // The server may know better: another model may have gone live since this was drawn.
  let refused = outdated(one) || Boolean(one.gate && !one.gate.passes);
  let told = null;
  let busy = false;
  openDialog(t("compare.promote"), (close, paint) => h("form", { class: "stack", onsubmit: async (event) => {
    event.preventDefault();
    if (busy) return undefined;
    const reason = new FormData(event.target).get("reason")?.trim();
    busy = true;
    told = null;
    paint();
    try {
      await api.post(`/training/candidates/${api.part(one.id)}/promote`, reason ? { reason } : {});
      close();
      toast(t("compare.promoted"));
    } catch (error) {
      if (error.status === 401) return failed(error);
      refused ||= error.code === "gate";
      told = modelRefusal(error);
    }
    busy = false;
    paint();
    if (told && refused) byId("field-reason")?.focus();
    // Another model may have gone live: then it says so.
    await readCandidates();
    paint();
    return undefined;
  } },
  h("p", {}, t("compare.promote_more")),
  refused ? [outdated(one) || !one.gate?.passes ? verdict(one) : null, field(t("compare.reason"), h("textarea", { name: "reason", rows: "3", required: true, maxlength: "500" }), { hint: t("compare.reason_hint") })] : null,
  told ? h("p", { class: "notice bad", role: "alert" }, icon("alert"), told) : null,
  h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", id: "promote-now", class: refused ? "danger" : "primary", "aria-disabled": busy ? "true" : null }, t(refused ? "compare.overrule" : "compare.promote")))));
}

const discard = (one) => send(() => api.remove(`/training/candidates/${api.part(one.id)}`), t("compare.discarded"));

/** It took minutes to train. */
const confirmDiscard = (one) => openDialog(t("compare.candidate", { id: one.id }), (close) => [h("p", {}, t("compare.discard_more")),
  h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "button", id: "discard-now", class: "danger", onclick: () => { close(); discard(one); } }, icon("close"), t("compare.discard")))]);

function because(reason) {
  const from = /^rolled back from (.+)$/.exec(reason ?? "");
  return from ? t("compare.came_back", { version: from[1] }) : reason;
}

function history() {
  const rows = found.history ?? [];
  const answers = answerer(found)?.version;
  return h("section", { class: "panel", "data-key": "history", "aria-labelledby": "history-title" }, h("h2", { id: "history-title" }, icon("clock"), t("compare.history")),
    rows.length ? h("ul", { class: "things" }, rows.map((one) => h("li", { class: "thing", "data-key": one.version }, h("div", {}, h("strong", {}, one.version), h("br", {}), h("small", {}, [moment(one.promoted_at), one.by, because(one.reason)].filter(Boolean).join(" · "))),
      h("div", { class: "row end" }, one.version === answers ? h("span", { class: "tag good" }, t("compare.answers")) : null, one.version === found.live?.version ? null : h("button", { type: "button", class: "tiny roll-back", "aria-label": t("compare.back_to", { version: one.version }), onclick: () => rollBack(one.version) }, icon("callback"), t("compare.roll_back")))))) : h("p", { class: "soft" }, t("compare.no_history")));
}

const rollBack = (version) => send(() => api.post("/training/rollback", { version }), t("compare.rolled_back"));

