/** What the console knows, read from the API, and what the agent can do. `changed` is called after each change. */

import * as api from "../api.js";
import * as draft from "./draft.js";
import { settled } from "./settled.js";
import { failed } from "../session.js";
import { gathered } from "../live.js";
import { ownNames } from "../texts.js";

export const state = {
  user: null,
  agent: null,
  company: { departments: [], languages: [], reasons: { on_break: [], wrap_up: [] }, tiers: [1, 2, 3] },
  queue: [],
  /** With the agent: it rings, is spoken to, or was just finished. */
  item: null,
  file: null,
  history: [],
  call: null,
  held: false,
  /** Calls ring at a phone, and not here. */
  phone: false,
};

let changed = () => {};
export const onChange = (listener) => (changed = listener);
export const repaint = () => changed();

export const phase = () => {
  // What was passed on or put off may ring at somebody else's while its work is still being finished here.
  const mine = state.item?.agent === state.agent?.id;
  if (mine && state.item?.state === "offered") return "ringing";
  if (mine && state.item?.state === "taken") return "call";
  return state.agent?.state === "wrap_up" ? "wrap_up" : "idle";
};

export async function open(user) {
  state.user = user;
  await readCompany();
  await Promise.all([readMe(), readQueue()]);
}

export async function readCompany() {
  state.company = { ...state.company, ...(await api.get("/company")) };
  const { on_break: breaks, wrap_up: outcomes } = state.company.reasons.names;
  ownNames({ break: breaks, outcome: outcomes });
}

export async function readMe() {
  const me = await api.get("/me");
  const before = state.item;
  state.agent = me.agent;
  state.phone = me.phone;
  if (me.item) state.item = me.item;
  else if (me.agent?.state !== "wrap_up") state.item = null;
  // Whose work is being finished stays on the screen: the outcome is chosen by what was said.
  else if (before) state.item = { ...before, state: "closed" };
  if (state.item?.id !== before?.id) {
    Object.assign(state, { file: null, history: [], call: null, held: false });
    // The desk itself may end a wrap-up, in which somebody types.
    if (before) draft.save().catch(failed);
  }
  if (numberOf(state.item?.customer) !== numberOf(before?.customer)) Object.assign(state, { file: null, history: [] });
  if (me.item && "held" in me.item) state.held = Boolean(me.item.held);
  changed();
  if (state.item && phase() !== "ringing") await Promise.all([readCustomer(), readCall()]);
}

export async function readQueue() {
  const [waiting, offered] = await Promise.all([api.get("/queue", { state: "waiting" }), api.get("/queue", { state: "offered" })]);
  state.queue = [...offered, ...waiting];
  changed();
}

const numberOf = (customer) => customer?.id ?? customer?.number;

export async function readCustomer() {
  const customer = state.item?.customer;
  if (!customer) return;
  const found = await customerFile(customer);
  // It may have been somebody else meanwhile.
  if (numberOf(state.item?.customer) !== numberOf(customer)) return;
  Object.assign(state, found);
  changed();
}

async function customerFile(customer) {
  const id = api.part(numberOf(customer));
  try {
    const [file, history] = await Promise.all([api.get(`/customers/${id}`), api.get(`/customers/${id}/history`)]);
    return { file, history };
  } catch (error) {
    // The records of another system may be out of reach; the call goes on without them.
    return { file: { account: customer, unreachable: error.status >= 500 } };
  }
}

/** It was somebody else: candidates and the search are back. */
export async function unconfirm() {
  try {
    await api.remove(`/queue/${api.part(state.item.id)}/customer`);
    Object.assign(state, { file: null, history: [] });
  } catch (error) {
    failed(error);
  }
  await readMe().catch(failed);
}

export async function readCall() {
  const id = state.item?.call_id;
  if (!id) return;
  const call = await api.get(`/calls/${api.part(id)}`).catch(() => null);
  if (state.item?.call_id === id && JSON.stringify(call) !== JSON.stringify(state.call)) {
    state.call = call;
    changed();
  }
}

export const lines = () => {
  const live = state.call?.transcript ?? [];
  const handed = state.item?.packet?.transcript ?? [];
  return live.length >= handed.length ? live : handed;
};

const soonMe = gathered(() => readMe().catch(failed));
const soonQueue = gathered(() => readQueue().catch(failed));

export function heard(kind, ids) {
  const mine = ids.agent === state.agent?.id || (state.item && ids.item === state.item.id);
  if (kind === "resync" || mine) soonMe();
  if (kind === "call" && ids.call === state.item?.call_id) readCall();
  if (!["agent", "call", "target"].includes(kind)) soonQueue();
}

/** Do something to the item, and read what came of it. False when it could not be. `done`: before anything is read,
 *  which may take a while and saves the draft when the item is gone. */
export async function act(verb, body = {}, done = () => {}, id = state.item?.id) {
  try {
    await api.post(`/queue/${api.part(id)}/${verb}`, body);
    done();
    return true;
  } catch (error) {
    failed(error);
    return false;
  } finally {
    await Promise.all([readMe(), readQueue()]).catch(failed);
  }
}

export async function become(to, reason) {
  try {
    if (to !== "wrap_up" && !(await settled())) return false;
    state.agent = await api.put("/me/state", reason ? { state: to, reason } : { state: to });
    if (to !== "wrap_up") state.item = null;
    changed();
    await readMe();
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

/** The PBX connects two phones: hold and transfer are theirs. */
const betweenPhones = () => state.phone && state.item.kind === "call" && state.item.line === "desk" && state.item.packet?.dialled !== "browser";
export const canHold = () => phase() === "call" && state.item.kind === "call" && !betweenPhones();
export const canPassOn = () => phase() === "call" && !betweenPhones();

export async function hold() {
  const wanted = !state.held;
  if (await act(wanted ? "hold" : "resume")) state.held = wanted;
  changed();
}

/** Whoever is not heard of for a while is offered nothing more. */
export const here = () => state.agent && api.post("/me/here").catch(() => {});

export const department = (key) => state.company.departments.find((one) => one.key === key)?.names;
