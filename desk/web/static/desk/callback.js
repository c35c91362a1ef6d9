/** A callback for the call at hand: booked, or put off to another time. */

import * as api from "../api.js";
import { field, openDialog } from "../dialog.js";
import { h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { clock, day, t } from "../texts.js";
import { callerName, numberToCall } from "./names.js";
import { readMe, readQueue, state } from "./store.js";

const PATTERN = "\\+?[0-9][0-9 \\(\\)\\.\\/\\-]{2,38}";
const RETRY_MINUTES = 60;

export const whenDue = (due) => (due ? `${day(due)}, ${clock(due)}` : t("callback.soon"));

/** `retry`: nobody answered. `done(booked)` follows: false when it is not to be called again. */
export function book({ retry = false, done = () => {} } = {}) {
  const { item } = state;
  const time = proposed(item, retry);
  openDialog(t(retry ? "callback.retry_title" : "callback.title"), (close) => h("form", { class: "stack", onsubmit: (event) => send(event, item, close, done) },
    h("p", { class: "soft" }, t(item.kind === "callback" && !retry ? "callback.move_lead" : "callback.lead", { who: callerName(item) })),
    h("div", { class: "fields" },
      field(t("callback.number"), h("input", { name: "number", type: "tel", required: true, pattern: PATTERN, maxlength: "40", autocomplete: "off", value: item.booked?.number ?? numberToCall(item) ?? "" })),
      field(t("callback.time"), h("input", { name: "time", type: "datetime-local", min: local(new Date()), value: time ? local(time) : "" }), { hint: t("callback.time_hint") })),
    h("div", { class: "row end" },
      h("button", { type: "button", onclick: close }, t("common.cancel")),
      retry ? h("button", { type: "button", onclick: () => { close(); done(false); } }, t("callback.give_up")) : null,
      h("button", { type: "submit", class: "primary" }, icon("callback"), t("callback.book")))));
}

/** A callback in hand that is put off without a time would ring at once again. */
function proposed(item, retry) {
  const due = retry ? null : item.booked?.due ?? item.due;
  if (due && new Date(due) > new Date()) return new Date(due);
  return retry || item.kind === "callback" ? new Date(Date.now() + RETRY_MINUTES * 60_000) : null;
}

/** As the field wants it: in the clock of this machine, to the minute. */
const local = (time) => new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

async function send(event, item, close, done) {
  event.preventDefault();
  const { number, time } = Object.fromEntries(new FormData(event.target));
  try {
    const booked = await api.post(`/queue/${api.part(item.id)}/callback`, { number: number.trim(), time: time ? new Date(time).toISOString() : null });
    close();
    toast(t("callback.booked", { time: whenDue(booked.due) }));
    await Promise.all([readMe(), readQueue()]);
    await done(true);
  } catch (error) {
    failed(error);
  }
}
