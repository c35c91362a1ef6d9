/** The supervisor's board. */

import * as api from "../api.js";
import { floor } from "../board/agents.js";
import { calls, readCalls } from "../board/calls.js";
import { history, readHistory } from "../board/history.js";
import { chosen, live } from "../board/live.js";
import { byId, h, render } from "../dom.js";
import { readCompany, state } from "../desk/store.js";
import { gathered, listen } from "../live.js";
import { away, enter, failed, languageChoice } from "../session.js";
import { opened, tabPanel, tabs } from "../tabs.js";
import { clock, onLanguage, t } from "../texts.js";

const EVERY = 5000;
const TABS = { supervisor: ["live", "history", "agents", "calls"], admin: ["live", "history", "agents", "calls"], trainer: ["calls"] };
let names = TABS.trainer;
let open = "live";
let board = null;
let people = [];
let fresh = [];
let reading = 0;

function paint() {
  const content = {
    live: () => (board ? live(board, readBoard) : h("p", { class: "empty" }, t("common.loading"))),
    history: () => history(paint),
    agents: () => floor(people, fresh, readFloor),
    calls: () => calls(paint),
  }[open]();
  render(byId("sheet"), tabs(t("board.title"), names, open, (name) => t(`board.tab_${name}`), choose), tabPanel(open, content));
  render(byId("sheet-head"), board?.at && open === "live" ? h("p", { class: "soft small" }, t("board.as_of", { time: clock(board.at) })) : []);
}

function choose(name) {
  open = name;
  window.history.replaceState(null, "", `#${name}`);
  paint();
  read();
}

function read() {
  return { live: readBoard, history: () => readHistory(paint), agents: readFloor, calls: () => readCalls(paint) }[open]();
}

async function readBoard() {
  const mine = ++reading;
  try {
    const found = await api.get("/board", chosen);
    if (mine !== reading) return;
    board = found;
    paint();
  } catch (error) {
    failed(error);
  }
}

async function readFloor() {
  try {
    [people, fresh] = await Promise.all([api.get("/agents"), api.get("/agents/newcomers")]);
    paint();
  } catch (error) {
    failed(error);
  }
}

async function start() {
  const user = await enter();
  languageChoice(true);
  onLanguage(paint);
  names = TABS[user.role] ?? TABS.trainer;
  open = opened(names);
  state.user = user;
  await readCompany();
  paint();
  await read();
  const soon = gathered(() => ["live", "agents"].includes(open) && read(), 400);
  // History does not move with each call, but all of it is held against the target.
  if (user.role !== "trainer") listen((kind) => (kind === "target" && open === "history" ? read() : soon()), away);
  setInterval(() => open === "live" && document.visibilityState === "visible" && readBoard(), EVERY);
}

start().catch((error) => error.status !== 401 && failed(error));
