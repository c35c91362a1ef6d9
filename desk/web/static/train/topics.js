/** What callers ask that nobody has taught the bot: clusters with their words and how often they come. */

import * as api from "../api.js";
import { choice, field } from "../dialog.js";
import { h, icon } from "../dom.js";
import { failed } from "../session.js";
import { LANGUAGES, languageName, number, t } from "../texts.js";
import { repaint, unread } from "./store.js";

const asked = { language: "" };
let topics = null;
/** Why there are none to be shown. */
let wrong = null;
let reading = 0;

export async function readTopics() {
  const mine = ++reading;
  try {
    const found = await api.get("/training/topics", asked);
    if (mine !== reading) return;
    topics = found.topics;
    wrong = null;
  } catch (error) {
    if (mine !== reading) return;
    if (topics || error.status === 401) failed(error);
    else wrong = error;
  }
  repaint();
}

/** `open(topic)`: to what was said of it. */
export function topicsTab(open) {
  return [h("p", { class: "soft" }, t("topics.lead")),
    h("form", { class: "filters", onsubmit: (event) => event.preventDefault() }, field(t("inbox.by_language"), choice({ name: "topic_language", onchange: ({ target }) => { asked.language = target.value; topics = null; wrong = null; repaint(); readTopics(); } }, [["", t("inbox.all")], ...LANGUAGES.map((code) => [code, languageName(code)])], asked.language))),
    wrong ? unread(wrong, readTopics) : !topics ? h("p", { class: "empty" }, t("common.loading")) : topics.length ? h("ul", { class: "grid-3" }, topics.map((topic) => card(topic, open))) : h("p", { class: "empty" }, t("topics.none"))];
}

const card = (topic, open) => h("li", { class: "panel", "data-key": topic.id },
  h("div", { class: "panel-head" }, h("h2", { lang: topic.language }, topic.words.join(" · ")), h("span", { class: "code" }, topic.language)),
  h("p", { class: "row" }, h("span", { class: "tag" }, t("topics.size", { n: topic.size })), topic.growth > 0 ? h("span", { class: "tag warn" }, t("inbox.growing")) : null),
  weeks(topic),
  h("ul", { class: "quotes", lang: topic.language }, topic.examples.map((text) => h("li", {}, text))),
  h("div", { class: "row" }, h("button", { type: "button", class: "tiny", "aria-label": t("topics.open_which", { words: topic.words.slice(0, 3).join(", ") }), onclick: () => open(topic) }, icon("arrow"), t("topics.open"))));

/** Little bars; their numbers are told to whoever does not see them. */
function weeks(topic) {
  const most = Math.max(1, ...topic.weeks.map(({ count }) => count));
  const width = 10;
  const told = topic.weeks.map(({ week, count }) => `${Number(week.split("W")[1])}: ${number(count)}`).join("; ");
  return h("div", { class: "chart weeks" }, h("svg", { viewBox: `0 0 ${topic.weeks.length * width} 40`, role: "img", "aria-label": t("topics.weeks", { weeks: told }), preserveAspectRatio: "none" },
    topic.weeks.map(({ count }, place) => h("rect", { class: "bar-mark", x: place * width + 1, width: width - 2, y: 39 - (38 * count) / most, height: Math.max(1, (38 * count) / most), rx: 1 }))));
}
