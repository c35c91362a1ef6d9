/** What is typed and not saved, before the work on it ends: a note that cannot be saved keeps nobody from going on. */

import { openDialog } from "../dialog.js";
import { h } from "../dom.js";
import { failed, wordsOf } from "../session.js";
import { t } from "../texts.js";
import { discard, save, unsaved } from "./draft.js";

let settling = null;

/** Saved, or given up by who has written it. False: they keep it, and stay. */
export const settled = () => (settling ??= settle().finally(() => (settling = null)));

async function settle() {
  try {
    await save();
    return true;
  } catch (error) {
    if (error.status !== 401) return ask(error);
    failed(error);
    return false;
  }
}

function ask(error) {
  let without = false;
  return new Promise((resolve) => {
    openDialog(t("draft.title"), (close) => [
      h("p", { class: "notice warn", role: "alert" }, wordsOf(error)),
      h("blockquote", { class: "notice as-written" }, unsaved()),
      h("p", { class: "soft" }, t("draft.lead")),
      h("div", { class: "row end" },
        h("button", { type: "button", id: "discard", onclick: () => { without = true; discard(); close(); } }, t("draft.discard")),
        h("button", { type: "button", class: "primary", autofocus: true, onclick: close }, t("draft.keep"))),
    ], false, () => resolve(without));
  });
}
