/** Dialogs: the browser keeps the focus inside, Escape closes, and focus goes back to where it was. */

import { byId, h, icon, render } from "./dom.js";
import { t } from "./texts.js";

let opened = 0;

/** Open one. `content(close, paint)` returns what is in it; `paint` draws it anew; `closed()` follows however it was
 *  closed. Returns the function that closes it. */
export function openDialog(title, content, wide = false, closed = () => {}) {
  const id = `dialog-${++opened}`;
  const body = h("div", { class: "stack" });
  const dialog = h("dialog", { class: wide ? "wide" : null, "aria-labelledby": id }, h("div", { class: "dialog" },
    h("div", { class: "dialog-head" }, h("h2", { id }, title), h("button", { type: "button", class: "ghost round", "aria-label": t("common.close"), onclick: () => dialog.close() }, icon("close"))), body));
  const before = document.activeElement;
  dialog.onclose = () => {
    dialog.remove();
    (before?.isConnected ? before : byId("main"))?.focus();
    closed();
  };
  const paint = () => render(body, content(() => dialog.close(), paint));
  document.body.append(dialog);
  paint();
  dialog.showModal();
  (body.querySelector("[autofocus], input, select, textarea") ?? dialog.querySelector("button")).focus();
  return () => dialog.close();
}

let fields = 0;

/** A labelled control; `wrong` is said with it. */
export function field(label, control, { hint, wrong, wide } = {}) {
  control.id ||= `field-${control.getAttribute("name") ?? ++fields}`;
  if (wrong) control.setAttribute("aria-invalid", "true");
  const about = `${control.id}-about`;
  if (wrong || hint) control.setAttribute("aria-describedby", about);
  return h("div", { class: wide ? "field wide" : "field" }, h("label", { for: control.id }, label), control,
    wrong ? h("p", { id: about, class: "wrong" }, wrong) : hint ? h("p", { id: about, class: "hint" }, hint) : null);
}

/** A choice of `[value, words]` pairs; a third says that this one cannot be chosen. */
export const choice = (properties, pairs, chosen) =>
  h("select", properties, options(pairs, chosen));

export const options = (pairs, chosen) =>
  pairs.map(([value, words, disabled = false]) => h("option", { value, selected: String(value) === String(chosen), disabled }, words));

/** A button that opens a list of buttons. Arrows move in it, Escape and a choice close it; drawing anew does not. */
export function menu(id, label, entries, properties = {}) {
  const list = h("div", { class: "menu-list", id: `${id}-list`, hidden: true, "data-keeps": "hidden", onkeydown: move, onclick: chosen }, entries);
  return h("div", { class: "menu", "data-key": id, onfocusout: leave }, h("button", { type: "button", id, "aria-expanded": "false", "data-keeps": "aria-expanded", "aria-controls": `${id}-list`, ...properties, onclick: toggle }, label), list);
}

function shut(wrapper, back) {
  wrapper.querySelector(".menu-list").hidden = true;
  const button = wrapper.firstChild;
  button.setAttribute("aria-expanded", "false");
  if (back) button.focus();
}

function toggle(event) {
  const wrapper = event.currentTarget.parentNode;
  const list = wrapper.querySelector(".menu-list");
  if (!list.hidden) return shut(wrapper, true);
  list.hidden = false;
  event.currentTarget.setAttribute("aria-expanded", "true");
  list.querySelector("button")?.focus();
}

function chosen(event) {
  if (event.target.closest("button")) shut(event.currentTarget.parentNode, true);
}

function leave(event) {
  if (!event.currentTarget.contains(event.relatedTarget)) shut(event.currentTarget, false);
}

function move(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape") shut(event.currentTarget.parentNode, true);
  else if (to === undefined) return;
  else buttons.at(to % buttons.length).focus();
  event.preventDefault();
}
