/** What the panels of the console have in common. */

import { h, icon } from "../dom.js";

/** A titled box; `end`: beside the title. */
export const panel = (name, picture, title, end, ...children) =>
  h("section", { class: "panel", "data-key": name, "aria-labelledby": `${name}-title` },
    h("div", { class: "panel-head" }, h("h2", { id: `${name}-title`, tabindex: "-1" }, icon(picture), title), end), children);

/** Colours of statuses and outcomes. */
export const TONES = {
  open: "warn", waiting_for_customer: "calm", delayed: "high", active: "good", shipped: "main", out_for_delivery: "main", ready_for_pickup: "good",
  suspended: "high", ending: "warn", resolved: "good", follow_up: "warn", callback_agreed: "main", escalated: "high",
};
