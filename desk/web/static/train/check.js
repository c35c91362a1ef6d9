/** What is wrong with the language data, and how many examples each intent has. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { h, icon, toast } from "../dom.js";
import { failed } from "../session.js";
import { LANGUAGES, languageName, named, number, t } from "../texts.js";
import { bench, intentName, meaning, readCoverage, repaint, unread } from "./store.js";

const asked = { severity: "", kind: "" };
let problems = null;
let missing = [];
/** Why there are none to be shown. */
let wrong = null;
let busy = false;
let reading = 0;
/** When the check was over. */
let checked = -Infinity;
/** Going back and forth between tabs does not read all files again. */
const FRESH_MS = 30_000;

/** On coming here: the check is heavy. */
export const visitCheck = () => (busy || (problems && performance.now() - checked < FRESH_MS) ? undefined : readCheck());

export async function readCheck() {
  const mine = ++reading;
  busy = true;
  repaint();
  try {
    // A file that cannot be read is a problem that the check tells; nothing can be counted or missed then.
    const [found, gone] = await Promise.all([api.get("/training/check"), api.get("/training/examples/missing").catch(() => ({ missing: [] })), readCoverage().catch(() => null)]);
    if (mine !== reading) return;
    problems = found.problems;
    missing = gone.missing;
    wrong = null;
    checked = performance.now();
  } catch (error) {
    if (mine !== reading) return;
    if (problems || error.status === 401) failed(error);
    else wrong = error;
  }
  busy = false;
  repaint();
}

export function check() {
  if (wrong && !busy) return unread(wrong, readCheck);
  if (!problems) return h("p", { class: "empty" }, t("check.running"));
  const kinds = [...new Set(problems.map(({ kind }) => kind))].sort();
  // The last of its kind may be mended.
  if (!kinds.includes(asked.kind)) asked.kind = "";
  const shown = problems.filter(({ severity, kind }) => (!asked.severity || severity === asked.severity) && (!asked.kind || kind === asked.kind));
  const change = ({ target }) => { asked[target.name] = target.value; repaint(); };
  return [missing.length ? overwritten() : null,
    h("section", { class: "panel", "data-key": "problems", "aria-labelledby": "problems-title" },
      h("div", { class: "panel-head" }, h("h2", { id: "problems-title" }, icon("alert"), t("check.problems", { n: problems.length })), h("button", { type: "button", class: "tiny", "aria-disabled": busy ? "true" : null, onclick: () => busy || readCheck() }, icon("callback"), t("check.again"))),
      problems.length ? h("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
        field(t("check.severity"), choice({ name: "severity", onchange: change }, [["", t("inbox.all")], ...["error", "warning"].map((code) => [code, t(`check.is_${code}`)])], asked.severity)),
        field(t("check.kind"), choice({ name: "kind", onchange: change }, [["", t("inbox.all")], ...kinds.map((code) => [code, named("finding", code)])], asked.kind))) : h("p", { class: "notice good" }, icon("check"), t("check.none")),
      h("ul", { class: "things" }, shown.map((one) => h("li", { class: "thing problem" }, h("div", {}, h("p", { class: "row" }, h("span", { class: `tag ${one.severity === "error" ? "high" : "warn"}` }, t(`check.is_${one.severity === "error" ? "error" : "warning"}`)), h("strong", {}, named("finding", one.kind))),
        h("p", { lang: "en" }, one.text), h("p", { class: "soft small" }, h("code", {}, `${one.file}:${one.line}`), one.other ? [" · ", t("check.and"), " ", h("code", {}, `${one.other.file}:${one.other.line}`)] : null)))))),
    coverage()];
}

const overwritten = () => h("section", { class: "notice warn", "data-key": "missing" }, icon("alert"), h("div", { class: "stack" }, h("p", {}, t("check.missing", { n: missing.length })),
  h("ul", {}, missing.map((one) => h("li", {}, h("q", { lang: one.language }, one.text), " ", h("code", {}, one.file)))),
  h("div", { class: "row" }, h("button", { type: "button", id: "restore", onclick: restore }, icon("callback"), t("check.restore")))));

async function restore() {
  try {
    await api.post("/training/examples/restore");
    toast(t("check.restored"));
  } catch (error) {
    failed(error);
  }
  await readCheck();
}

function coverage() {
  const rows = [...bench.coverage].sort((one, other) => intentName(one.intent).localeCompare(intentName(other.intent)));
  return h("section", { class: "panel", "data-key": "coverage", "aria-labelledby": "coverage-title" }, h("h2", { id: "coverage-title" }, icon("chart"), t("check.coverage")), h("p", { class: "soft small" }, t("check.coverage_more")),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("check.coverage") }, h("table", {}, h("caption", { class: "unseen" }, t("check.coverage")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("inbox.intent")), LANGUAGES.map((code) => h("th", { scope: "col", class: "n" }, languageName(code))))),
      h("tbody", {}, rows.map((row) => h("tr", { "data-key": row.intent }, h("th", { scope: "row", title: meaning(row.intent) }, intentName(row.intent), " ", h("code", { class: "soft small" }, row.intent)),
        LANGUAGES.map((code) => h("td", { class: row.thin.includes(code) ? "n thin" : "n" }, number(row.counts[code] ?? 0), h("small", { class: "soft" }, ` / ${number(row.tests[code] ?? 0)}`), row.thin.includes(code) ? h("span", { class: "unseen" }, ` ${t("check.thin")}`) : null))))))));
}
