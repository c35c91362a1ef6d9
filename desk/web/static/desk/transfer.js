/** Passing a call on: where it can go, and how long the caller would wait there. */

import * as api from "../api.js";
import { choice, field, openDialog, options } from "../dialog.js";
import { byId, h, icon, render } from "../dom.js";
import { lasts, t } from "../texts.js";
import { clear, typed } from "./draft.js";
import { callerName, departmentName } from "./names.js";
import { act, canPassOn, state } from "./store.js";

let places = [];
let asking = false;

export async function transfer() {
  if (asking) return;
  const { item } = state;
  asking = true;
  // Without it everything can be chosen, and the desk says what cannot be.
  places = await api.get(`/queue/${api.part(item.id)}/destinations`).catch(() => []);
  asking = false;
  const late = state.item?.id !== item.id || !canPassOn() || document.querySelector("dialog[open]");
  if (!late) choose(item);
}

function choose(item) {
  const where = departments();
  const department = first(where, item.department);
  const levels = tiers(department);
  const drafted = typed(item.id);
  openDialog(t("transfer.title"), (close) => h("form", { class: "stack", onsubmit: (event) => passOn(event, item, drafted, close) },
    h("p", { class: "soft" }, t("transfer.lead", { who: callerName(item) })),
    h("div", { class: "fields" },
      field(t("transfer.department"), choice({ name: "department", onchange: departmentChosen }, where, department)),
      field(t("transfer.tier"), choice({ name: "tier" }, levels, first(levels, item.tier ?? 1)))),
    field(t("transfer.note"), h("textarea", { name: "note", rows: "3", maxlength: "4000" }, drafted), { hint: t("transfer.note_hint") }),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, icon("transfer"), t("transfer.send")))));
}

/** What is wanted; where that cannot be chosen, the first that can. */
function first(pairs, wanted) {
  const free = pairs.filter(([, , refused]) => !refused).map(([value]) => String(value));
  return free.includes(String(wanted)) ? wanted : free[0] ?? wanted;
}

const place = (department, tier) => places.find((one) => one.department === department && one.tier === Number(tier));

/** Its first line stands for a department: higher ones serve it where there is none. */
function departments() {
  const { company } = state;
  return company.departments.map(({ key }) => {
    const refused = places.length && company.tiers.every((tier) => place(key, tier)?.refused);
    return [key, told(departmentName(key), place(key, company.tiers[0])), Boolean(refused)];
  });
}

const tiers = (department) => state.company.tiers.map((tier) => [tier, told(t(`tier.${tier}`), place(department, tier)), Boolean(place(department, tier)?.refused)]);

function departmentChosen(event) {
  const select = byId("field-tier");
  const found = tiers(event.target.value);
  const kept = first(found, select.value);
  render(select, options(found, kept));
  select.value = kept;
}

function told(name, found) {
  if (!found) return name;
  return `${name} · ${awaits(found)}`;
}

function awaits({ open, enrolled, staffed, available, seconds }) {
  if (!enrolled) return t("transfer.nobody");
  if (!open) return t("transfer.closed");
  if (!staffed) return t("transfer.nobody_in");
  if (available) return t("transfer.free", { n: available });
  return seconds === null ? t("transfer.busy") : t("transfer.wait", { wait: lasts(seconds) });
}

async function passOn(event, item, drafted, close) {
  event.preventDefault();
  // A choice of which all is refused sends nothing: the desk says why it cannot go there.
  const { department = item.department, tier = item.tier ?? 1, note } = Object.fromEntries(new FormData(event.target));
  // What is typed in here from now on would be lost.
  const box = event.target.elements.note;
  box.readOnly = true;
  const done = () => { clear(item.id, drafted); close(); };
  await act("pass_on", { department, tier: Number(tier), note: note.trim() }, done, item.id);
  box.readOnly = false;
}
