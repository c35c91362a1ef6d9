/** The customer: who it may be, and the account. */

import * as api from "../api.js";
import { byId, h, icon } from "../dom.js";
import { failed } from "../session.js";
import { languageName, named, percent, t } from "../texts.js";
import { edit } from "./account.js";
import { changes } from "./changes.js";
import { timeLine } from "./history.js";
import { open } from "./open.js";
import { panel } from "./panel.js";
import { act, repaint, state, unconfirm } from "./store.js";

let found = null;
let searchedFor = null;
let everything = false;

export function customerPanels() {
  if (searchedFor !== state.item.id) [found, searchedFor, everything] = [null, state.item.id, false];
  const account = state.file?.account ?? state.item.customer;
  if (!state.item.customer) return [who()];
  return [known(account), open(account), timeLine(everything, () => { everything = true; repaint(); })];
}

const fullName = (account) => account.name || [account.first_name, account.last_name].filter(Boolean).join(" ");

function who() {
  const candidates = state.item.candidates ?? [];
  return panel("candidates", "user", t("customer.who"), null,
    state.item.trouble ? h("p", { class: "notice warn", role: "status" }, t("customer.unreachable")) : candidates.length ? [h("p", { class: "soft" }, t("customer.confirm_lead", { n: candidates.length })), h("ul", {}, candidates.map(candidate))] : h("p", { class: "soft" }, t("customer.no_candidate")),
    h("form", { class: "row", role: "search", onsubmit: search },
      h("label", { class: "unseen", for: "customer-search" }, t("customer.search")),
      h("input", { id: "customer-search", name: "text", type: "search", class: "grow", placeholder: t("customer.search"), autocomplete: "off", "aria-keyshortcuts": "Alt+K" }),
      h("button", { type: "submit" }, icon("search"), t("customer.find"))),
    found === null ? null : found.length ? h("ul", {}, found.map(candidate)) : h("p", { class: "soft", role: "status" }, t("customer.none_found")));
}

function candidate(account) {
  const where = [account.company, account.city, account.phone].filter(Boolean).join(" · ");
  return h("li", { class: "candidate", "data-key": `candidate-${account.id ?? account.number}` },
    h("div", {}, h("strong", {}, fullName(account)), " ", h("span", { class: "soft" }, account.number), h("p", { class: "small soft" }, where),
      account.why?.length ? h("p", { class: "tags" }, account.why.map((code) => h("span", { class: "tag main" }, named("why", code))), account.score ? h("span", { class: "tag" }, t("customer.sure", { share: percent(account.score) })) : null) : null),
    h("button", { type: "button", class: "tiny", "aria-label": t("customer.confirm_who", { who: fullName(account) }), onclick: () => act("customer", { number: account.number }) }, icon("check"), t("customer.confirm")));
}

async function search(event) {
  event.preventDefault();
  const text = byId("customer-search").value.trim();
  if (!text) return;
  try {
    found = await api.get("/customers", /^\+?[\d\s().-]{6,}$/.test(text) && text.startsWith("+") ? { phone: text.replace(/[^\d+]/g, "") } : /^\d+$/.test(text) ? { number: text } : { text });
  } catch (error) {
    failed(error);
  }
  repaint();
}

function known(account) {
  const address = [account.street, [account.postcode, account.city].filter(Boolean).join(" "), account.country].filter(Boolean).join(", ");
  const rows = [["number", account.number], ["company", account.company], ["phone", account.phone], ["email", account.email], ["address", address], ["language", account.language && languageName(account.language)]];
  return panel("account", "user", fullName(account), h("div", { class: "row" },
    h("button", { type: "button", class: "tiny ghost", id: "not-them", onclick: notThem }, t("customer.not_them")),
    h("button", { type: "button", class: "tiny", id: "edit-account", onclick: () => edit(account) }, icon("edit"), t("customer.edit")),
    h("button", { type: "button", class: "tiny", id: "changes", onclick: () => changes(account) }, icon("clock"), t("changes.show"))),
    state.file?.unreachable ? h("p", { class: "notice warn", role: "status" }, t("customer.unreachable")) : null,
    h("dl", { class: "facts-list" }, rows.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, t(`field.${name}`)), h("dd", {}, value)])));
}

async function notThem() {
  await unconfirm();
  byId("customer-search")?.focus();
}
