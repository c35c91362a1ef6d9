/** One's own password and language. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { byId, h, render, toast } from "../dom.js";
import { enter, failed, languageChoice } from "../session.js";
import { current, named, onLanguage, speak, t } from "../texts.js";

const OWN_NAMES = { fr: "Français", nl: "Nederlands", it: "Italiano", da: "Dansk", en: "English" };
const SHORTEST = 15;
let user = null;
let wrong = {};

function paint() {
  render(byId("sheet"), h("div", { class: "stack" },
    h("section", { class: "card stack", "aria-labelledby": "who-title" }, h("h2", { id: "who-title" }, t("account.who")),
      h("dl", { class: "facts-list" }, h("dt", {}, t("login.name")), h("dd", {}, user.name), h("dt", {}, t("users.role")), h("dd", {}, named("role", user.role))),
      field(t("account.language"), choice({ name: "own-language", onchange: chooseLanguage }, Object.entries(OWN_NAMES), current()), { hint: t("account.language_more") })),
    h("section", { class: "card stack", "aria-labelledby": "password-title" }, h("h2", { id: "password-title" }, t("account.password")),
      h("form", { class: "stack", onsubmit: change, novalidate: true },
        h("input", { class: "unseen", type: "text", name: "username", autocomplete: "username", value: user.name, tabindex: "-1", "aria-hidden": "true", readonly: true }),
        field(t("account.old"), h("input", { type: "password", name: "old", autocomplete: "current-password", required: true }), { wrong: wrong.old }),
        field(t("account.new"), h("input", { type: "password", name: "new", autocomplete: "new-password", required: true }), { wrong: wrong.new, hint: t("account.new_hint", { n: SHORTEST }) }),
        field(t("account.again"), h("input", { type: "password", name: "again", autocomplete: "new-password", required: true }), { wrong: wrong.again }),
        h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("account.change")))))));
}

async function chooseLanguage(event) {
  await speak(event.target.value);
  await api.put("/me/language", { language: event.target.value }).catch(failed);
}

async function change(event) {
  event.preventDefault();
  const form = event.target;
  const sent = Object.fromEntries(new FormData(form));
  wrong = {};
  if (!sent.old) wrong.old = t("problem.missing");
  if (sent.new.length < SHORTEST) wrong.new = t("account.new_hint", { n: SHORTEST });
  else if (sent.new !== sent.again) wrong.again = t("account.differ");
  if (!Object.keys(wrong).length) {
    try {
      // The sessions of before have ended; this one goes on in a new one.
      api.protect((await api.put("/me/password", { old: sent.old, new: sent.new })).csrf);
      form.reset();
      toast(t("account.changed"));
    } catch (error) {
      if (error.status === 401 || error.code === "wrong_password") wrong.old = t("account.wrong_old");
      else if (error.status === 422) wrong.new = t("account.too_weak");
      else failed(error);
    }
  }
  paint();
  byId("sheet").querySelector("[aria-invalid]")?.focus();
}

async function start() {
  user = await enter();
  languageChoice(true);
  onLanguage(paint);
  paint();
}

start().catch((error) => error.status !== 401 && failed(error));
