/** The shortcuts. */

import { openDialog } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../texts.js";

export const SHORTCUTS = { A: "accept", R: "refuse", H: "hold", T: "transfer", B: "callback", N: "note", W: "finish", S: "state", Q: "queue", K: "customer" };

export function help() {
  openDialog(t("help.title"), () => [
    h("dl", { class: "keys" }, Object.entries(SHORTCUTS).map(([letter, name]) => [h("dt", {}, h("kbd", {}, `Alt ${letter}`)), h("dd", {}, t(`help.${name}`))]),
      h("dt", {}, h("kbd", {}, "Ctrl ↵")), h("dd", {}, t("help.send_note")), h("dt", {}, h("kbd", {}, "?")), h("dd", {}, t("help.this"))),
    h("p", { class: "soft small" }, t("help.mac")),
  ]);
}
