/** A span of days that a supervisor chooses: those of the head office, whatever zone this browser is in. */

import { field } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../texts.js";
import { state } from "../desk/store.js";

/** As the API writes it, at the head office. */
function today() {
  const parts = new Intl.DateTimeFormat("en", { timeZone: state.company.zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts();
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

function before(day, days) {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** Chooses so many days, today the last of them, where none were chosen. */
export function lastDays(span, count) {
  if (span.from) return;
  span.to = today();
  span.from = before(span.to, count - 1);
}

/** Takes over what a field holds; the other end of the span gives way. */
export function choose(span, { name, value, form }) {
  span[name] = value;
  if (span.from <= span.to) return;
  const other = name === "from" ? "to" : "from";
  // What somebody has chosen before is not overwritten by a repaint.
  span[other] = form.elements[other].value = value;
}

export const dayFields = (span, onchange) => ["from", "to"].map((name) =>
  field(t(`history.${name}`), h("input", { type: "date", name, value: span[name], max: today(), onchange })));
