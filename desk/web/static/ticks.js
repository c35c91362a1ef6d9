/** Running times: elements with `data-since` show how long ago that was, second by second. */

import { h } from "./dom.js";
import { timer } from "./texts.js";

const passed = (since) => (Date.now() - new Date(since)) / 1000;

/** `late` seconds on, it is marked. */
export const running = (since, late) =>
  h("span", { class: `timer${late && passed(since) > late ? " late" : ""}`, "data-since": since, "data-late": late }, timer(passed(since)));

setInterval(() => {
  for (const node of document.querySelectorAll("[data-since]")) {
    const seconds = passed(node.dataset.since);
    node.textContent = timer(seconds);
    if (node.dataset.late) node.classList.toggle("late", seconds > Number(node.dataset.late));
  }
}, 1000);
