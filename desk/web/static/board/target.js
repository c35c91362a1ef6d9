/** The service level that callers are promised, as a supervisor sets it. */

import * as api from "../api.js";
import { field, openDialog } from "../dialog.js";
import { h, toast } from "../dom.js";
import { failed } from "../session.js";
import { t } from "../texts.js";

/** `level`: service_level of GET /api/v1/board. */
export function setTarget(level, reread) {
  const box = (name, value, most) => h("input", { type: "number", name, value, min: 1, max: most, step: "any", required: true });
  openDialog(t("board.set_target"), (close) => h("form", { class: "stack", onsubmit: (event) => save(event, close, reread) },
    field(t("board.target_share"), box("share", Math.round(level.target * 1000) / 10, 100)),
    field(t("board.target_seconds"), box("seconds", level.seconds, 3600), { hint: t("board.target_hint") }),
    h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, t("common.cancel")), h("button", { type: "submit", class: "primary" }, t("common.save")))));
}

async function save(event, close, reread) {
  event.preventDefault();
  const form = new FormData(event.target);
  try {
    await api.put("/board/target", { share: Number(form.get("share")) / 100, seconds: Number(form.get("seconds")) });
    close();
    toast(t("board.target_saved"));
  } catch (error) {
    failed(error);
  }
  reread();
}
