/** What a decision sends to the language data: what was said in the group, and the same need in other languages. Pure. */

import { learned, masked, MOST } from "./learned.js";
import { examplesOf } from "./others.js";

/** Of `{id, text, entities}` in one language. What was said here comes first, as far as the other languages leave room for
 *  it: `rest` are the ids of those that found none. `others`: text by language. */
export function parcelOf(language, utterances, others) {
  const beside = examplesOf(others);
  const { texts, ids, rest } = learned(utterances, MOST - beside.length);
  return { ids, rest, texts: [...texts.map((one) => ({ language, ...one })), ...beside] };
}

/** Why nothing is sent, as the key of a text; null: it can be. */
export function unfit({ ids, texts }, utterances) {
  if (texts.length > MOST || (!ids.length && texts.length === MOST)) return "inbox.too_many";
  if (ids.length) return null;
  return utterances.some(({ text }) => masked(text)) ? "inbox.all_masked" : "inbox.no_text";
}
