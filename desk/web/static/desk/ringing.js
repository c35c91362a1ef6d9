/** The call that rings: a banner above everything, a sound, and the window's title. */

import { announce, byId, h, icon, render } from "../dom.js";
import { languageName, t } from "../texts.js";
import { running } from "../ticks.js";
import { callerName, departmentName, kindIcon, numberToCall, reason } from "./names.js";
import { act, phase, state } from "./store.js";

let rung = null;
let bell = null;

export const accept = () => act("accept");
export const refuse = () => act("refuse");

export function paintRinging() {
  const item = phase() === "ringing" ? state.item : null;
  render(byId("ringing"), item ? banner(item) : []);
  document.title = `${item ? `☎ ${callerName(item)}` : t("desk.title")} · Centralino`;
  if (item?.id === rung) return;
  rung = item?.id ?? null;
  clearInterval(bell);
  if (!item) return;
  announce(t("ring.said", { who: callerName(item), language: languageName(item.language), department: departmentName(item.department) }), true);
  ring();
  bell = setInterval(ring, 3000);
}

function banner(item) {
  return h("section", { class: "ringing", "aria-labelledby": "ringing-title", "data-key": item.id },
    h("span", { class: "bell" }, icon(item.kind === "call" ? "bell" : kindIcon(item.kind))),
    h("div", {}, h("h2", { id: "ringing-title" }, t(`ring.${item.kind}`, { who: callerName(item) })),
      h("p", { class: "facts" }, fact("globe", languageName(item.language)), fact("headset", departmentName(item.department)), fact("clock", running(item.queued_at)),
        item.kind !== "call" && numberToCall(item) ? fact("phone", numberToCall(item)) : null,
        item.priority === "high" ? h("strong", {}, t("queue.high")) : null),
      h("p", {}, reason(item))),
    h("div", { class: "row" },
      h("button", { type: "button", class: "accept", "aria-keyshortcuts": "Alt+A", onclick: accept }, icon("phone"), t("ring.accept"), h("kbd", { "aria-hidden": "true" }, "Alt A")),
      h("button", { type: "button", "aria-keyshortcuts": "Alt+R", onclick: refuse }, t("ring.refuse"), h("kbd", { "aria-hidden": "true" }, "Alt R"))));
}

const fact = (picture, words) => h("span", {}, icon(picture), words);

let sound = null;

/** Two soft tones. A browser that has not been clicked in stays silent; the banner and the announcement do not. */
function ring() {
  try {
    sound ??= new AudioContext();
    for (const [hertz, start] of [[660, 0], [880, 0.22]]) {
      const tone = new OscillatorNode(sound, { frequency: hertz });
      const volume = new GainNode(sound, { gain: 0 });
      const at = sound.currentTime + start;
      volume.gain.linearRampToValueAtTime(0.12, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.55);
    }
  } catch {
    sound = null;
  }
}
