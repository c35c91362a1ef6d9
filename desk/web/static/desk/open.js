/** What is open of a customer, and what the agent does about it: cases are opened, moved on, closed; notes are left. */

import * as api from "../api.js";
import { choice, field, openDialog } from "../dialog.js";
import { h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { current, day, has, money, named, t } from "../texts.js";
import { departmentName, productName } from "./names.js";
import { TONES, panel } from "./panel.js";
import { readCustomer, state } from "./store.js";

const CLOSED = new Set(["delivered", "returned", "cancelled", "solved", "ended"]);
const STATUSES = ["open", "waiting_for_customer", "solved"];

const home = (account) => `/customers/${api.part(account.id ?? account.number)}`;

export function open(account) {
  const file = state.file ?? {};
  const cases = (file.cases ?? []).filter(({ status }) => !CLOSED.has(status));
  const orders = (file.orders ?? []).filter(({ status }) => !CLOSED.has(status));
  const contracts = (file.contracts ?? []).filter(({ status }) => !CLOSED.has(status));
  const count = cases.length + orders.length;
  return panel("open", "case", t("customer.open"), h("div", { class: "row" },
    h("button", { type: "button", class: "tiny", id: "account-note", onclick: () => noteOn(account) }, icon("note"), t("case.note")),
    h("button", { type: "button", class: "tiny", id: "new-case", onclick: () => newCase(account) }, t("case.new"))),
    count ? null : h("p", { class: "soft" }, t("customer.nothing_open")),
    h("ul", { class: "things" },
      cases.map((one) => openCaseLine(one, account)),
      orders.map((one) => thing("box", productName(one.product), [one.number, one.expected ? t("order.expected", { day: day(one.expected) }) : t("order.ordered", { day: day(one.ordered) }), one.carrier], "order_status", one.status))),
    contracts.length ? h("details", {}, h("summary", {}, t("customer.contracts", { n: contracts.length })), h("ul", { class: "things" },
      contracts.map((one) => thing("book", productName(one.product), [one.number, one.monthly && one.currency ? t("contract.monthly", { price: money(one.monthly, one.currency) }) : null], "contract_status", one.status)))) : null);
}

/** An outside CRM may have a status of its own: it stays among those to choose from. */
function openCaseLine(one, account) {
  const about = [one.number, departmentName(one.department), one.promised ? t("case.promised", { day: day(one.promised) }) : t("case.opened", { day: day(one.opened) })];
  const words = named("topic", one.topic);
  const known = STATUSES.includes(one.status) ? STATUSES : [one.status, ...STATUSES];
  return h("li", { class: "thing", "data-key": one.number }, h("div", {}, icon("case"), " ", h("strong", {}, words), h("br", {}), h("small", {}, about.join(" · ")),
    one.text && !has(`topic.${one.text}`) ? h("details", {}, h("summary", { class: "small" }, t("case.about")), h("p", { class: "as-written" }, one.text)) : null),
    choice({ class: "tiny", "aria-label": t("case.status_of", { number: one.number }), onchange: (event) => move(event, one, account) }, known.map((status) => [status, named("case_status", status)]), one.status));
}

async function move(event, one, account) {
  const select = event.target;
  try {
    await api.put(`${home(account)}/cases/${api.part(one.number)}`, { status: select.value });
    toast(t("case.is_now", { number: one.number, status: named("case_status", select.value) }));
    await readCustomer();
  } catch (error) {
    select.value = one.status;
    failed(error);
  }
}

const thing = (picture, title, about, family, status) =>
  h("li", { class: "thing" }, h("div", {}, icon(picture), " ", h("strong", {}, title), h("br", {}), h("small", {}, about.filter(Boolean).join(" · "))), h("span", { class: `tag ${TONES[status] ?? ""}` }, named(family, status)));

function noteOn(account) {
  openDialog(t("case.note_title"), (close) => h("form", { class: "stack", onsubmit: (event) => addNote(event, account, close) },
    field(t("pop.note"), h("textarea", { name: "text", rows: "3", required: true, maxlength: "4000" }), { hint: t("case.note_hint") }),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, t("common.save")))));
}

async function addNote(event, account, close) {
  event.preventDefault();
  try {
    await api.post(`${home(account)}/notes`, { text: new FormData(event.target).get("text").trim() });
    close();
    toast(t("case.noted"));
    await readCustomer();
  } catch (error) {
    failed(error);
  }
}

const TOPICS = ["fault", "invoice", "delivery", "return", "complaint", "fraud", "login", "installation"];

function newCase(account) {
  openDialog(t("case.new"), (close) => h("form", { class: "stack", onsubmit: (event) => openCase(event, account, close) },
    h("div", { class: "fields" },
      field(t("case.topic"), choice({ name: "topic" }, TOPICS.map((code) => [code, named("topic", code)]).sort((one, other) => one[1].localeCompare(other[1], current())))),
      field(t("transfer.department"), choice({ name: "department" }, state.company.departments.map(({ key }) => [key, departmentName(key)]), state.item.department))),
    field(t("case.text"), h("textarea", { name: "text", rows: "3", required: true, maxlength: "4000" })),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, t("case.open")))));
}

async function openCase(event, account, close) {
  event.preventDefault();
  try {
    await api.post(`${home(account)}/cases`, Object.fromEntries(new FormData(event.target)));
    close();
    toast(t("case.is_open"));
    await readCustomer();
  } catch (error) {
    failed(error);
  }
}
