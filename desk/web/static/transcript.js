/** Who said what, with the words of which the recogniser was not sure. `here`: the line that it is about. */

import { h } from "./dom.js";
import { percent, t, timer } from "./texts.js";

const UNSURE = 0.6;

export function transcript(lines) {
  return h("ol", { class: "transcript", tabindex: "0", "aria-label": t("pop.transcript") }, lines.map((line, place) => said(line, place)));
}

export function said(line, place, by) {
  const unsure = line.speaker === "caller" && typeof line.confidence === "number" && line.confidence < UNSURE;
  return h("li", { class: `line ${line.speaker}${unsure ? " unsure" : ""}`, "aria-current": line.here ? "true" : null, "data-key": `line-${place}` },
    h("span", { class: "by" }, h("span", {}, by ?? t(`speaker.${line.speaker}`)),
      line.at_ms === undefined ? null : h("span", { class: "timer" }, timer(line.at_ms / 1000)),
      unsure ? h("span", {}, t("pop.unsure", { share: percent(line.confidence) })) : null),
    h("span", { class: "said", lang: line.language ?? null }, line.text));
}
