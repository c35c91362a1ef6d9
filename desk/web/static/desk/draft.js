/** The note that is being written. It belongs to an item, and is saved with whatever ends the work on that: nothing that
 *  was typed is lost. */

import * as api from "../api.js";

let draft = { item: null, text: "" };

/** Somebody types. */
export const type = (item, text) => (draft = { item, text });
/** What is typed and not saved, of this item. */
export const typed = (item) => (draft.item === item ? draft.text.trim() : "");
export const unsaved = () => draft.text.trim();
/** Without it, whatever it says. */
export const discard = () => clear(draft.item, unsaved());

/** These words of an item were saved, or sent along with something else. What was typed since then stays. */
export function clear(item, words) {
  if (draft.item === item && draft.text.trim() === words) draft = { item: null, text: "" };
  const box = document.querySelector(`form[data-key="${CSS.escape(item)}"] #note`);
  if (box?.value.trim() === words) box.value = "";
}

/** Save it as a note of its item. Throws when that cannot be, and keeps it. */
export async function save() {
  const { item, text } = draft;
  if (!text.trim()) return;
  await api.post(`/queue/${api.part(item)}/notes`, { text: text.trim() });
  clear(item, text.trim());
}
