/** Marking entities: words are buttons. A click or a step with the arrow keys chooses one; with Shift, or by drawing, a
 *  stretch of them; then one says what it is. */

import { choice, field } from "../dialog.js";
import { byId, h, icon } from "../dom.js";
import { t } from "../texts.js";
import { bench, entityName, repaint, valuesOf } from "./store.js";

/** Stretch that is being chosen: of which text, first and last word. */
const chosen = { of: null, anchor: 0, head: 0, entity: "", value: "" };
let drawing = false;
document.addEventListener("pointerup", () => (drawing = false));

export function wordsOf(text) {
  return [...text.matchAll(/\S+/g)].map((found) => {
    // A comma belongs to the sentence, not to what is named.
    const said = found[0].replace(/[.,;:!?]+$/, "") || found[0];
    return { text: found[0], start: found.index, end: found.index + said.length };
  });
}

const span = () => [Math.min(chosen.anchor, chosen.head), Math.max(chosen.anchor, chosen.head)];

export const unchoose = () => Object.assign(chosen, { of: null, entity: "", value: "" });

/** `from`: where a stretch begins that nothing was chosen of before. */
function choose(of, place, further, from = place) {
  const anchor = further && chosen.of === of ? chosen.anchor : from;
  Object.assign(chosen, { of, anchor, head: place });
  repaint();
  byId(`word-${place}`)?.focus();
}

/** A finger belongs to the word on which it was put down, unless that lets go of it. */
function draw({ target, pointerId }, of, place) {
  if (target.hasPointerCapture(pointerId)) target.releasePointerCapture(pointerId);
  Object.assign(chosen, { of, anchor: place, head: place });
}

/** `of`: key of the text; `onmark(entities)` is called with all of them. */
export function marking(of, text, entities, language, onmark) {
  const words = wordsOf(text);
  const on = chosen.of === of && chosen.anchor < words.length && chosen.head < words.length;
  const [first, last] = on ? span() : [-1, -1];
  const step = (event) => {
    const place = Number(event.target.dataset.place);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: words.length - 1 }[event.key];
    if (event.key === "Escape" && on) { unchoose(); repaint(); event.preventDefault(); }
    if (to === undefined || !words[to]) return;
    event.preventDefault();
    if (event.shiftKey) choose(of, to, true, place);
    else byId(`word-${to}`).focus();
  };
  return h("div", { class: "marking stack", "data-key": "marking" },
    h("div", { class: "words", role: "group", lang: language, "aria-label": t("inbox.words"), "aria-describedby": "words-hint", onkeydown: step }, words.map((word, place) => {
      const entity = entities.find(({ start, end }) => word.start < end && start < word.end);
      return h("button", { type: "button", id: `word-${place}`, "data-key": `word-${place}`, "data-place": place, class: entity ? "word marked" : "word", "aria-pressed": String(place >= first && place <= last && on), title: entity ? entityName(entity.entity) : null,
        onclick: (event) => choose(of, place, event.shiftKey), onpointerdown: (event) => { drawing = event.button === 0 && !event.shiftKey; if (drawing) draw(event, of, place); },
        onpointerenter: (event) => { if (!event.buttons) drawing = false; if (drawing && chosen.of === of && chosen.head !== place) { chosen.head = place; repaint(); } } }, word.text, entity ? h("span", { class: "unseen" }, ` (${entityName(entity.entity)})`) : null);
    })),
    h("p", { id: "words-hint", class: "soft small" }, t("inbox.words_hint")),
    on ? naming(words.slice(first, last + 1), entities, onmark, text) : null,
    entities.length ? h("ul", { class: "row", "aria-label": t("inbox.marked") }, entities.map((entity, place) => h("li", { class: "tag main" }, `${text.slice(entity.start, entity.end)}: ${entityName(entity.entity)}${entity.value && entity.value !== text.slice(entity.start, entity.end) ? ` = ${valueName(entity)}` : ""}`,
      h("button", { type: "button", class: "ghost bare", "aria-label": t("inbox.unmark", { text: text.slice(entity.start, entity.end) }), onclick: () => onmark(entities.filter((_, other) => other !== place)) }, icon("close"))))) : null);
}

export const valueName = ({ entity, value }) => valuesOf(entity)?.find(([one]) => one === value)?.[1] ?? value;

function naming(words, entities, onmark, text) {
  const [start, end] = [words[0].start, words.at(-1).end];
  const names = bench.labels.entities.map(({ entity }) => entity);
  const entity = names.includes(chosen.entity) ? chosen.entity : names[0];
  const values = valuesOf(entity);
  const mark = (event) => {
    event.preventDefault();
    const value = byId("field-entity_value").value.trim() || text.slice(start, end);
    const others = entities.filter((other) => other.end <= start || end <= other.start);
    unchoose();
    onmark([...others, { start, end, entity, value }].sort((one, other) => one.start - other.start));
    byId("text-now")?.focus();
  };
  return h("form", { class: "filters naming", onsubmit: mark },
    field(t("inbox.entity", { text: text.slice(start, end) }), choice({ name: "entity", onchange: ({ target }) => { chosen.entity = target.value; repaint(); } }, names.map((name) => [name, entityName(name)]), entity)),
    values ? field(t("inbox.value"), choice({ name: "entity_value" }, values)) : field(t("inbox.value"), h("input", { name: "entity_value", autocomplete: "off", placeholder: text.slice(start, end) })),
    h("button", { type: "submit" }, icon("check"), t("inbox.mark")),
    bench.labels.entities.find((one) => one.entity === entity)?.learned === false ? h("p", { class: "soft small" }, t("inbox.not_learned")) : null);
}
