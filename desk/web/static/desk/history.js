/** What was before: cases, notes, orders, and calls with what colleagues did about them. */

import { h, icon } from "../dom.js";
import { ago, clock, current, day, has, languageName, named, t } from "../texts.js";
import { departmentName, productName, reason } from "./names.js";
import { TONES, panel } from "./panel.js";
import { state } from "./store.js";

const SHOWN = 6;
const PICTURES = { case: "case", note: "note", call: "phone", order: "box", callback: "callback", voicemail: "voicemail" };

/** `whole`: all of it; `more`: asks for that. */
export function timeLine(whole, more) {
  const before = state.history.map(withoutThis).filter(Boolean);
  const entries = whole ? before : before.slice(0, SHOWN);
  return panel("history", "clock", t("customer.history"), null,
    entries.length ? h("ol", { class: "time-line" }, entries.map(happened)) : h("p", { class: "soft" }, t("customer.no_history")),
    before.length > entries.length ? h("button", { type: "button", class: "tiny", onclick: more }, t("customer.whole_history", { n: before.length })) : null);
}

/** The item at hand is on the screen anyway: a call is in its own past only by what was done about it before. */
function withoutThis(entry) {
  const { item } = state;
  if (entry.kind !== "call" || entry.id !== item.call_id) return entry;
  const handled = entry.handled.filter(({ id }) => id !== item.id);
  return handled.length ? { ...entry, handled } : null;
}

function happened(entry) {
  const what = { case: () => named("topic", entry.what), order: () => productName(entry.what), note: () => t("history.note"), call: () => t("history.call") }[entry.kind]?.() ?? entry.what;
  const family = entry.kind === "order" ? "order_status" : "case_status";
  return h("li", { "data-key": `${entry.kind}-${entry.id}` }, h("span", { class: "mark-dot" }, icon(PICTURES[entry.kind] ?? "note")),
    h("div", {}, h("p", {}, h("span", { class: "what" }, what), " ", entry.status ? tag(family, entry.status) : null),
      entry.text && !has(`topic.${entry.text}`) ? h("p", { class: "as-written" }, entry.text) : null,
      h("p", { class: "small soft" }, h("time", { datetime: entry.at, title: day(entry.at) }, ago(entry.at)), entry.who ? ` · ${entry.who}` : ""),
      (entry.handled ?? []).map(handled)));
}

const tag = (family, code) => h("span", { class: `tag ${TONES[code] ?? ""}` }, named(family, code));

/** What was done about a call: in a line, and opened with all that the colleague knew and wrote. */
function handled(done) {
  const english = done.language !== current();
  return h("details", { class: "handled", "data-key": done.id },
    h("summary", {}, done.kind === "call" ? null : [icon(PICTURES[done.kind]), " ", t(`kind.${done.kind}`), " · "],
      departmentName(done.department), " · ", languageName(done.language), " ", done.outcome ? tag("outcome", done.outcome) : null),
    h("p", { class: "small soft" }, reason(done)),
    h("p", { lang: english ? "en" : done.language }, english ? done.english : done.summary),
    done.notes.length ? h("ul", { class: "note-list" }, done.notes.map(remark)) : h("p", { class: "small soft" }, t("history.no_notes")));
}

const remark = (note) =>
  h("li", { class: "note" }, h("p", { class: "as-written" }, note.text), h("p", { class: "by" }, `${note.author} · ${day(note.at)}, ${clock(note.at)}`));
