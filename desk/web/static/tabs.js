/** Tabs with the keys that screen readers tell: arrows, Home, End. The open one is kept in the address. */

import { h } from "./dom.js";

export const opened = (names) => (names.includes(location.hash.slice(1)) ? location.hash.slice(1) : names[0]);

export function tabs(label, names, open, words, choose) {
  const move = (event) => {
    const to = { ArrowRight: names.indexOf(open) + 1, ArrowLeft: names.indexOf(open) - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const name = names.at(to % names.length);
    choose(name);
    document.getElementById(`tab-${name}`)?.focus();
  };
  return h("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: move }, names.map((name) =>
    h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === open), "aria-controls": `panel-${name}`, tabindex: name === open ? "0" : "-1", onclick: () => choose(name) }, words(name))));
}

export const tabPanel = (name, ...children) =>
  h("div", { role: "tabpanel", id: `panel-${name}`, "data-key": `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "-1", class: "stack" }, children);
