/** The trainer's workbench. */

import { openDialog } from "../dialog.js";
import { byId, h, render } from "../dom.js";
import { letter, lettersOn, turnLetters } from "../keys.js";
import { enter, failed, languageChoice } from "../session.js";
import { opened, tabPanel, tabs } from "../tabs.js";
import { number, onLanguage, t } from "../texts.js";
import { check, visitCheck } from "../train/check.js";
import { compare, readCandidates } from "../train/compare.js";
import { draftsOf } from "../train/draft.js";
import * as group from "../train/group.js";
import { along, back, inbox, readInbox, showTopic, waiting } from "../train/inbox.js";
import { search } from "../train/intents.js";
import { bench, onChange, readCoverage, readLabels } from "../train/store.js";
import { readTopics, topicsTab } from "../train/topics.js";
import { trying } from "../train/trying.js";

const TABS = ["inbox", "topics", "try", "compare", "check"];
let open = TABS[0];

function paint() {
  const content = { inbox, topics: () => topicsTab(toTopic), try: trying, compare, check }[open]();
  render(byId("sheet"), tabs(t("train.title"), TABS, open, words, choose), tabPanel(open, content));
}

/** The inbox tells how many wait. */
const words = (name) => [t(`train.tab_${name}`), name === "inbox" && waiting() ? h("span", { class: "tag main" }, number(waiting()), h("span", { class: "unseen" }, ` ${t("train.waiting")}`)) : null];

function choose(name) {
  open = name;
  window.history.replaceState(null, "", `#${name}`);
  paint();
  read();
  if (name === "inbox") readAgain();
}

const read = () => ({ inbox: readInbox, topics: readTopics, try: () => {}, compare: readCandidates, check: visitCheck })[open]();

/** They may have been out of reach when the page was opened. */
const readAgain = () => Promise.all([bench.labels.intents.length ? null : readLabels().then(paint, failed), bench.coverage.length ? null : readCoverage().then(paint, () => null)]);

async function toTopic(topic) {
  open = "inbox";
  window.history.replaceState(null, "", "#inbox");
  readAgain();
  await showTopic(topic, () => open === "inbox" && backToTopics());
}

function backToTopics() {
  choose("topics");
  byId("tab-topics")?.focus();
}

/** Key → what it does, and the text that tells so. */
const KEYS = [["j", () => (group.shown() ? group.along(1) : along(1)), "next"], ["k", () => (group.shown() ? group.along(-1) : along(-1)), "previous"], ["x", group.tickHere, "tick"],
  ["i", search, "search"], ["t", () => group.decide("training"), "training"], ["s", () => group.decide("test"), "test"], ["r", () => group.decide("rejected"), "reject"], ["u", group.undo, "undo"], ["b", back, "back"]];
const NUMBERS = [1, 2, 3, 4, 5];

function keys() {
  const onInbox = () => open === "inbox";
  for (const [key, act] of KEYS) letter(key, act, onInbox);
  for (const place of NUMBERS) letter(String(place), () => group.chooseNumber(place), () => onInbox() && group.shown());
  // From a field to what is corrected, where the keys work again.
  byId("sheet").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && onInbox() && event.target.closest("textarea, input, select")) byId("text-now")?.focus();
  });
  byId("help").hidden = false;
  byId("help").onclick = help;
}

function help() {
  const line = (key, name) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(`train_keys.${name}`))];
  openDialog(t("help.title"), () => [
    h("dl", { class: "keys" }, line("1 – 5", "number"), KEYS.map(([key, , name]) => line(key, name)), line("Esc", "leave"), line("⇧ ←  ⇧ →", "stretch"), line("?", "this")),
    h("label", { class: "check" }, h("input", { type: "checkbox", checked: lettersOn(), onchange: ({ target }) => turnLetters(target.checked) }), t("train_keys.on")),
  ]);
}

async function start() {
  bench.user = await enter();
  draftsOf(bench.user.name);
  languageChoice(true);
  onLanguage(paint);
  onChange(paint);
  open = opened(TABS);
  window.addEventListener("hashchange", () => opened(TABS) !== open && choose(opened(TABS)));
  keys();
  paint();
  const first = open;
  await Promise.all([readLabels().catch(failed), readCoverage().catch(failed)]);
  // Whoever has gone to another tab meanwhile has had that one read.
  await Promise.all([open === first ? read() : null, open === "inbox" ? null : readInbox(), open === "compare" ? null : readCandidates()]);
}

start().catch((error) => error.status !== 401 && failed(error));
