/** The agent's console. */

import { announce, byId, h, icon, render } from "../dom.js";
import { book } from "../desk/callback.js";
import { unsaved } from "../desk/draft.js";
import { SHORTCUTS, help } from "../desk/help.js";
import { finish, pop } from "../desk/pop.js";
import { paintQueue } from "../desk/queue.js";
import { accept, paintRinging, refuse } from "../desk/ringing.js";
import { settled } from "../desk/settled.js";
import { followSound, shut } from "../desk/sound.js";
import { paintState } from "../desk/statebar.js";
import { become, canHold, canPassOn, heard, here, hold, onChange, open, phase, readCall, state } from "../desk/store.js";
import { transfer } from "../desk/transfer.js";
import { wrap } from "../desk/wrap.js";
import { shortcut } from "../keys.js";
import { listen } from "../live.js";
import { away, enter, failed, languageChoice, onParting } from "../session.js";
import { named, onLanguage, t } from "../texts.js";

const CALL_EVERY = 3000;
let shownPhase = null;

function paint() {
  paintState();
  paintRinging();
  paintQueue();
  const now = phase();
  const content = { ringing: () => idle(), idle, call: pop, wrap_up: () => [wrap(), state.item ? pop() : null] }[now]();
  render(byId("work"), content);
  views(now);
  if (now !== shownPhase) moved(now);
}

/** Focus and announcement follow what happens to the call. */
function moved(now) {
  const before = shownPhase;
  shownPhase = now;
  if (before === null) return;
  if (now === "call") {
    show("call");
    byId("pop-title")?.focus();
  } else if (now === "wrap_up") {
    show("call");
    byId("wrap-title")?.focus();
  } else if (now === "idle") {
    byId("idle-title")?.focus();
    if (before === "ringing") announce(t("ring.gone"));
  } else {
    show("call");
  }
}

function idle() {
  const { agent } = state;
  if (!agent) return h("div", { class: "idle" }, h("h2", { id: "idle-title", tabindex: "-1" }, t("idle.no_agent")), h("p", { class: "lead" }, t("idle.no_agent_more")));
  const refused = agent.state === "on_break" && ["refused", "no_answer"].includes(agent.reason);
  const key = refused ? agent.reason : agent.state;
  return h("div", { class: "idle" },
    h("h2", { id: "idle-title", tabindex: "-1" }, t(`idle.${key}`, { reason: named("break", agent.reason) })),
    h("p", { class: "lead" }, t(`idle.${key}_more`, { n: state.queue.length })),
    ["logged_out", "on_break"].includes(agent.state) ? h("button", { type: "button", class: "primary big", onclick: () => become("available") }, icon("headset"), t("state.go_available")) : null,
    h("p", { class: "hints" }, ["A", "R", "S", "Q"].map((letter) => h("span", {}, h("kbd", {}, `Alt ${letter}`), t(`help.${SHORTCUTS[letter]}`))), h("span", {}, h("kbd", {}, "?"), t("help.title"))));
}

/** On a narrow screen one of these is seen at a time. */
function views(now) {
  const there = now === "call" || (now === "wrap_up" && state.item) ? ["call", "customer", "queue"] : ["call", "queue"];
  if (!there.includes(byId("console").dataset.view)) show("call");
  const pictures = { call: "phone", customer: "user", queue: "headset" };
  render(byId("views"), there.map((name) => h("button", { type: "button", "data-key": name, "aria-pressed": String(byId("console").dataset.view === name), onclick: () => { show(name); paint(); } },
    icon(pictures[name]), h("span", {}, name === "queue" ? t("view.queue", { n: state.queue.length }) : t(`view.${name}`)))));
}

const show = (name) => (byId("console").dataset.view = name);

/** Free again: from a break, or after the outcome was chosen. */
function ready() {
  const free = ["on_break", "logged_out"].includes(state.agent?.state) || (state.agent?.state === "wrap_up" && state.agent.reason);
  if (free) become("available");
  else (byId("break-menu") ?? byId("state-now"))?.click();
}

function shortcuts() {
  const rings = () => phase() === "ringing";
  const talks = () => phase() === "call";
  shortcut("A", accept, rings);
  shortcut("R", refuse, rings);
  shortcut("H", hold, canHold);
  shortcut("T", transfer, canPassOn);
  shortcut("B", () => book(), talks);
  shortcut("W", finish, talks);
  shortcut("S", ready);
  const focus = (id, view) => () => { show(view); paint(); byId(id)?.focus(); };
  shortcut("N", focus("note", "call"));
  // Never to a button that changes something.
  shortcut("K", () => { show("customer"); paint(); (byId("customer-search") ?? byId("account-title"))?.focus(); });
  shortcut("Q", () => { show("queue"); paint(); byId("queue").querySelector("button, select")?.focus(); });
  byId("help").hidden = false;
  byId("help").onclick = help;
}

async function start() {
  const user = await enter();
  languageChoice(true);
  shortcuts();
  onChange(() => { paint(); followSound(); });
  onLanguage(paint);
  await open(user);
  listen(heard, away, here);
  // Words come at every moment of a call; a look now and then spares the floor an event for each.
  setInterval(() => phase() === "call" && document.visibilityState === "visible" && readCall(), CALL_EVERY);
  window.addEventListener("leaving", shut);
  onParting(settled);
  window.addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
}

start().catch((error) => error.status !== 401 && failed(error));
