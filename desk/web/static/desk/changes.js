/** What was changed of a customer's data: who, when, which field, from what to what. */

import * as api from "../api.js";
import { changeLine } from "../changes.js";
import { openDialog } from "../dialog.js";
import { h } from "../dom.js";
import { failed } from "../session.js";
import { moment, t } from "../texts.js";

export async function changes(account) {
  const found = await api.get(`/customers/${api.part(account.id ?? account.number)}/changes`).catch(failed);
  if (!found) return;
  openDialog(t("changes.title"), () => (found.length ? h("ol", { class: "time-line", id: "changes-list" }, found.map(changed)) : h("p", { class: "soft" }, t("changes.none"))), true);
}

const changed = (change) =>
  h("li", {}, h("div", {}, h("p", {}, changeLine(change)), h("p", { class: "small soft" }, h("time", { datetime: change.at }, moment(change.at)), ` · ${change.by}`)));
