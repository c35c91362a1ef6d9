/** Editing a customer's data: mistakes are told at their field, and who was slower sees what the other has written. */

import * as api from "../api.js";
import { choice, field, openDialog } from "../dialog.js";
import { h, toast } from "../dom.js";
import { failed } from "../session.js";
import { LANGUAGES, has, languageName, t } from "../texts.js";
import { readCustomer, readMe } from "./store.js";

const FIELDS = ["first_name", "last_name", "company", "phone", "email", "language", "street", "postcode", "city", "country"];
const COMPLETE = { first_name: "off", email: "off", phone: "off" };
const KINDS = { phone: "tel", email: "email" };

export function edit(account) {
  let before = account;
  let wrong = {};
  let conflict = false;
  openDialog(t("edit.title"), (close, paint) => h("form", { class: "stack", novalidate: true, onsubmit: (event) => save(event, close, paint) },
    conflict ? h("p", { class: "notice warn", role: "alert" }, t("edit.conflict")) : null,
    h("div", { class: "fields" }, FIELDS.map((name) => field(t(`field.${name}`), control(name, before[name] ?? ""), { wrong: wrong[name], hint: conflict && before[name] !== account[name] ? t("edit.now", { value: before[name] }) : null }))),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, t("common.save")))), true);

  async function save(event, close, paint) {
    event.preventDefault();
    const form = event.target;
    const written = Object.fromEntries(new FormData(form));
    const changes = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, value.trim()]).filter(([name, value]) => value !== (before[name] ?? "")));
    if (!Object.keys(changes).length) return close();
    try {
      await api.patch(`/customers/${api.part(account.id ?? account.number)}`, { ...changes, version: before.version });
    } catch (error) {
      wrong = Object.fromEntries(Object.entries(error.fields ?? {}).map(([name, problem]) => [name, problemText(problem)]));
      conflict = error.code === "conflict";
      if (conflict) before = await api.get(`/customers/${api.part(account.id ?? account.number)}`).then((file) => file.account ?? file, () => before);
      if (!conflict && !Object.keys(wrong).length) failed(error);
      paint();
      form.querySelector("[aria-invalid]")?.focus();
      return undefined;
    }
    close();
    toast(t("edit.saved"));
    await Promise.all([readMe(), readCustomer()]).catch(failed);
    return undefined;
  }
}

function control(name, value) {
  if (name === "language") return choice({ name }, [["", "–"], ...LANGUAGES.map((code) => [code, languageName(code)])], value);
  return h("input", { name, value, type: KINDS[name] ?? "text", autocomplete: COMPLETE[name] ?? "off", maxlength: "254" });
}

function problemText(problem) {
  const code = problem.code ?? problem;
  return has(`problem.${code}`) ? t(`problem.${code}`) : (problem.remedy ?? t("problem.other"));
}

