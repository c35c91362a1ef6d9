/** Users, tokens for other systems, and the audit trail. */

import * as api from "../api.js";
import { changeLine } from "../changes.js";
import { choice, field, openDialog } from "../dialog.js";
import { byId, h, icon, render, toast } from "../dom.js";
import { enter, failed, languageChoice } from "../session.js";
import { LANGUAGES, current, day, has, languageName, moment, named, onLanguage, t } from "../texts.js";
import { opened, tabPanel, tabs } from "../tabs.js";

const TABS = ["users", "tokens", "trail"];
const ROLES = ["agent", "supervisor", "trainer", "admin"];
const PAGE = 50;
/** Supervisors see of it what was done to customers' data. */
let rooms = TABS;
let open = "users";
let users = null;
let tokens = null;
let trail = null;
let verified = null;
/** Id of a change → what it was. */
const values = new Map();
const asked = { who: "", action: "" };

const content = { users: userTable, tokens: tokenTable, trail: trailTable };

function paint() {
  render(byId("sheet"), tabs(t("admin.title"), rooms, open, (name) => t(`admin.tab_${name}`), choose), tabPanel(open, content[open]()));
  render(byId("sheet-head"), open === "users" ? h("button", { type: "button", class: "primary", id: "new-user", onclick: addUser }, icon("user"), t("users.add")) : open === "tokens" ? h("button", { type: "button", class: "primary", id: "new-token", onclick: addToken }, icon("key"), t("tokens.add")) : []);
}

function choose(name) {
  open = name;
  window.history.replaceState(null, "", `#${name}`);
  paint();
  read();
}

async function read() {
  try {
    if (open === "users") users = await api.get("/users");
    else if (open === "tokens") tokens = await api.get("/tokens");
    else trail = entries(await api.get("/trail", { limit: PAGE, ...asked }));
  } catch (error) {
    failed(error);
  }
  paint();
}

const entries = (answer) => (Array.isArray(answer) ? answer : answer.entries);
const loading = () => h("p", { class: "empty" }, t("common.loading"));
const head = (family, names) => h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, t(`${family}.${name}`)))));

function userTable() {
  if (!users) return loading();
  return h("div", { class: "panel" }, h("table", { class: "fold" }, h("caption", { class: "unseen" }, t("admin.tab_users")), head("users", ["name", "role", "language", "state", "actions"]),
    h("tbody", {}, users.map((user) => h("tr", { "data-key": user.name }, h("th", { scope: "row" }, user.name), h("td", { "data-name": t("users.role") }, named("role", user.role)), h("td", { "data-name": t("users.language") }, languageName(user.language)),
      h("td", { "data-name": t("users.state") }, user.disabled ? h("span", { class: "tag high" }, t("users.disabled")) : h("span", { class: "tag good" }, t("users.enabled"))),
      h("td", { class: "all" }, h("div", { class: "row" }, h("button", { type: "button", class: "tiny", "aria-label": t("users.edit_who", { who: user.name }), onclick: () => editUser(user) }, icon("edit"), t("users.edit")),
        h("button", { type: "button", class: "tiny", onclick: () => change(user.name, { disabled: !user.disabled }) }, t(user.disabled ? "users.enable" : "users.disable")))))))));
}

const roleChoice = (chosen) => field(t("users.role"), choice({ name: "role" }, ROLES.map((role) => [role, named("role", role)]), chosen));
const languageField = (chosen) => field(t("users.language"), choice({ name: "language" }, LANGUAGES.map((code) => [code, languageName(code)]), chosen));
const buttons = (close, words) => h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, words));

function addUser() {
  openDialog(t("users.add"), (close) => h("form", { class: "stack", onsubmit: (event) => send(event, (sent) => api.post("/users", sent), close, t("users.added")) },
    field(t("users.name"), h("input", { name: "name", required: true, pattern: "[a-z0-9][a-z0-9._\\-]{0,63}", autocomplete: "off", autocapitalize: "none", spellcheck: "false" }), { hint: t("users.name_hint") }),
    field(t("users.password"), h("input", { name: "password", type: "password", required: true, minlength: "15", autocomplete: "new-password" }), { hint: t("users.password_hint") }),
    h("div", { class: "fields" }, roleChoice("agent"), languageField(current())), buttons(close, t("users.add"))));
}

function editUser(user) {
  openDialog(t("users.edit_who", { who: user.name }), (close) => h("form", { class: "stack", onsubmit: (event) => send(event, (sent) => api.put(`/users/${api.part(user.name)}`, Object.fromEntries(Object.entries(sent).filter(([, value]) => value))), close, t("users.saved")) },
    h("div", { class: "fields" }, roleChoice(user.role), languageField(user.language)),
    field(t("users.new_password"), h("input", { name: "password", type: "password", minlength: "15", autocomplete: "new-password" }), { hint: t("users.new_password_hint") }), buttons(close, t("common.save"))));
}

async function send(event, act, close, done) {
  event.preventDefault();
  try {
    const answer = await act(Object.fromEntries(new FormData(event.target)));
    close();
    toast(done);
    await read();
    return answer;
  } catch (error) {
    return failed(error);
  }
}

async function change(name, changes) {
  await api.put(`/users/${api.part(name)}`, changes).catch(failed);
  read();
}

function tokenTable() {
  if (!tokens) return loading();
  if (!tokens.length) return h("p", { class: "empty" }, t("tokens.none"));
  return h("div", { class: "panel" }, h("table", { class: "fold" }, h("caption", { class: "unseen" }, t("admin.tab_tokens")), head("tokens", ["name", "user", "scopes", "expires", "actions"]),
    h("tbody", {}, tokens.map((token) => h("tr", { "data-key": token.id }, h("th", { scope: "row" }, token.label), h("td", { "data-name": t("tokens.user") }, token.user), h("td", { "data-name": t("tokens.scopes") }, token.scopes.map((scope) => named("scope", scope)).join(", ")),
      h("td", { "data-name": t("tokens.expires") }, token.expires ? day(token.expires) : t("tokens.never")),
      h("td", { class: "all" }, h("button", { type: "button", class: "tiny danger", "aria-label": t("tokens.revoke_which", { name: token.label }), onclick: () => revoke(token) }, t("tokens.revoke"))))))));
}

function revoke({ id, label }) {
  openDialog(t("tokens.revoke_which", { name: label }), (close) => [h("p", {}, t("tokens.revoke_sure")), h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")),
    h("button", { type: "button", class: "danger", onclick: async () => { await api.remove(`/tokens/${api.part(id)}`).catch(failed); close(); read(); } }, t("tokens.revoke")))]);
}

function addToken() {
  openDialog(t("tokens.add"), (close) => h("form", { class: "stack", onsubmit: (event) => issue(event, close) },
    field(t("tokens.name"), h("input", { name: "label", required: true, maxlength: "64", autocomplete: "off" }), { hint: t("tokens.name_hint") }),
    field(t("tokens.user"), h("input", { name: "user", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }), { hint: t("tokens.user_hint") }),
    h("fieldset", {}, h("legend", {}, t("tokens.scopes")), h("div", { class: "checks" }, ["read", "act"].map((scope) => h("label", { class: "check" }, h("input", { type: "checkbox", name: "scopes", value: scope, checked: scope === "read" }), named("scope", scope))))),
    field(t("tokens.days"), h("input", { type: "number", name: "days", min: "1", max: "366", value: "90" })), buttons(close, t("tokens.add"))));
}

async function issue(event, close) {
  event.preventDefault();
  const form = new FormData(event.target);
  try {
    const answer = await api.post("/tokens", { label: form.get("label"), user: form.get("user").trim(), scopes: form.getAll("scopes"), days: Number(form.get("days")) });
    close();
    openDialog(t("tokens.is"), (shut) => [h("p", {}, t("tokens.once")), h("p", { class: "secret", tabindex: "0" }, answer.token), h("div", { class: "row end" }, h("button", { type: "button", class: "primary", onclick: shut }, t("common.close")))]);
    await read();
  } catch (error) {
    failed(error);
  }
}

function trailTable() {
  if (!trail) return loading();
  const older = async () => {
    const more = await api.get("/trail", { limit: PAGE, before: trail.at(-1).id ?? trail.at(-1).number, ...asked }).catch(failed);
    trail = [...trail, ...entries(more ?? [])];
    paint();
  };
  return [
    h("form", { class: "filters", role: "search", onsubmit: (event) => { event.preventDefault(); Object.assign(asked, Object.fromEntries(new FormData(event.target))); read(); } },
      field(t("trail.who"), h("input", { name: "who", value: asked.who })), field(t("trail.action"), h("input", { name: "action", value: asked.action })),
      h("button", { type: "submit" }, icon("search"), t("customer.find")), rooms.includes("users") ? h("button", { type: "button", id: "verify", onclick: verify }, icon("shield"), t("trail.verify")) : null),
    verified ? h("p", { class: `notice ${verified.ok ? "good" : "bad"}`, role: "status" }, icon(verified.ok ? "shield" : "alert"), verified.ok ? t("trail.whole", { n: verified.entries }) : t("trail.broken", { at: verified.broken_at ?? verified.broken ?? "?" })) : null,
    trail.length ? h("div", { class: "panel" }, h("table", { class: "fold" }, h("caption", { class: "unseen" }, t("admin.tab_trail")), head("trail", ["at", "who", "action", "what", "details"]),
      h("tbody", {}, trail.map((entry) => h("tr", {}, h("td", { class: "figure" }, moment(entry.at)), h("td", { "data-name": t("trail.who") }, entry.who), h("td", { "data-name": t("trail.action") }, entry.action), h("td", { "data-name": t("trail.what") }, entry.what), h("td", { class: "all small soft" }, details(entry))))))) : h("p", { class: "empty" }, t("trail.none")),
    trail.length >= PAGE ? h("button", { type: "button", onclick: older }, t("trail.older")) : null,
  ];
}

/** Values lie beside the trail, where they can be erased. */
function details({ action, what, details: found }) {
  if (action !== "customer.update" || !found?.change) return Object.entries(found ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ");
  const change = values.get(found.change);
  if (change) return changeLine(change);
  const name = has(`field.${found.field}`) ? t(`field.${found.field}`) : found.field;
  if (change === null) return `${name} (${t("changes.erased")})`;
  return [name, " ", h("button", { type: "button", class: "tiny", "aria-label": t("changes.show_which", { field: name, number: what }), onclick: () => readValues(what) }, t("changes.show"))];
}

async function readValues(account) {
  const found = await api.get(`/customers/${api.part(account)}/changes`).catch((error) => (error.status === 404 ? [] : failed(error)));
  if (!found) return;
  for (const entry of trail) if (entry.what === account && entry.details?.change) values.set(entry.details.change, null);
  for (const change of found) values.set(change.id, change);
  paint();
}

async function verify() {
  try {
    const answer = await api.get("/trail/verify");
    verified = { ...answer, ok: answer.ok ?? answer.whole ?? answer.intact };
  } catch (error) {
    failed(error);
  }
  paint();
}

async function start() {
  const user = await enter();
  if (user.role !== "admin") rooms = ["trail"];
  languageChoice(true);
  onLanguage(paint);
  open = opened(rooms);
  paint();
  await read();
}

start().catch((error) => error.status !== 401 && failed(error));
