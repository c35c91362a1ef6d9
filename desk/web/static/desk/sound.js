/** The agent's microphone and loudspeaker in this window. Agents with a phone of their own leave it off. */

import { h, icon, toast } from "../dom.js";
import { t } from "../texts.js";
import { phase, repaint, state } from "./store.js";

let line = null;
let trouble = false;
let opening = false;
let recorded = false;
let written = false;
let wanted = localStorage.getItem("centralino-sound") !== "off";

/** Open or close it as the agent's state asks for. */
export async function followSound() {
  const atWork = wanted && !state.phone && state.agent && !["logged_out", "on_break"].includes(state.agent.state);
  if (atWork && !line && !trouble && !opening) await open();
  if (!atWork && line) shut();
}

async function open() {
  opening = true;
  try {
    const { Line } = await import("/static/sound.js");
    const fresh = new Line("/audio/agent");
    fresh.onevent = (event) => hear(fresh, event);
    await fresh.open();
    line = fresh;
  } catch (error) {
    line = null;
    trouble = true;
    toast(t(error.code === "denied" ? "sound.denied" : "sound.failed"), "bad", false); // a ringing call is more urgent
  } finally {
    opening = false;
  }
  repaint();
}

function hear(opened, event) {
  if (opened !== line) return;
  if (event.event === "briefing") toast(event.text);
  if (event.event === "recording") toast(t("pop.unrecorded"));
  if (["joined", "recording", "left"].includes(event.event)) {
    recorded = Boolean(event.recorded);
    written = Boolean(event.written);
  }
  // Another window of the same agent has the sound now, or the network is gone.
  if (["closed", "replaced"].includes(event.event)) {
    line = null;
    trouble = true;
  }
  repaint();
}

export function shut() {
  const closing = line;
  // First, so that the line's own word that it is closed is not taken for trouble.
  line = null;
  closing?.close();
  repaint();
}

/** Whether the conversation on this line is being recorded. */
export const isRecorded = () => Boolean(line) && recorded;

/** Whether what is said in it joins the transcript. */
export const isWritten = () => Boolean(line) && written;

/** The caller has said that they do not want that. */
export const unrecord = () => line?.unrecord();

export function soundButton() {
  if (state.phone) return null;
  // With a caller there, closing the line would hang up: the button mutes then.
  if (line && phase() === "call") return mute();
  const words = t(line ? "sound.on" : trouble ? "sound.broken" : "sound.off");
  return h("button", { type: "button", class: "ghost", id: "sound", "aria-pressed": String(Boolean(line)), title: words, "aria-label": words, onclick: toggle }, icon(line ? "mic" : "mic-off"));
}

function mute() {
  const words = t(line.muted ? "sound.muted" : "sound.mute");
  const turn = () => {
    line.mute(!line.muted);
    repaint();
  };
  return h("button", { type: "button", class: "ghost", id: "sound", "aria-pressed": String(line.muted), title: words, "aria-label": words, onclick: turn }, icon(line.muted ? "mic-off" : "mic"));
}

async function toggle() {
  wanted = !line;
  trouble = false;
  localStorage.setItem("centralino-sound", wanted ? "on" : "off");
  if (wanted && !line) await open();
  else shut();
}
