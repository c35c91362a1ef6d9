/** Codes of items in the agent's language. */

import { step } from "../steps.js";
import { capital, label, languageWord, named, t } from "../texts.js";
import { department, state } from "./store.js";

export const departmentName = (key) => label(department(key), key);
export const productName = (key) => label(state.company.products?.[key], key);

/** Who calls: the customer's name, or the number, or that it is hidden. */
export function callerName(item) {
  const customer = item.customer ?? item.packet?.customer;
  const name = customer?.name || [customer?.first_name, customer?.last_name].filter(Boolean).join(" ");
  return name || customer?.company || item.caller || item.packet?.caller || item.packet?.callback?.number || t("pop.unknown_caller");
}

/** Where to call back; undefined where nobody said so and the line was withheld. */
export const numberToCall = (item) => item.packet?.callback?.number ?? item.packet?.slots?.phone_number ?? item.caller ?? item.packet?.caller;

export const reason = (item) => t(`reason.${item.reason}`, { department: departmentName(item.department) });

/** One step of the bot in the agent's language. */
export function tried(english) {
  const found = step(english);
  if (!found) return english;
  const { values } = found;
  const words = { ...values };
  if (values.language) words.language = languageWord(values.language);
  if (values.department) words.department = departmentName(values.department);
  if (values.site) words.site = capital(values.site);
  if (values.place) words.place = department(values.place) ? departmentName(values.place) : capital(values.place.replaceAll("_", " "));
  if (values.intent) words.intent = named("intent", values.intent);
  if (values.other) words.other = named("intent", values.other);
  if (values.order_status) words.status = named("order_status", values.order_status);
  if (values.part) words.part = named("part", values.part);
  if (values.became) words.became = named("became", values.became.replaceAll(" ", "_"));
  return t(`tried.${found.key}`, words);
}

const KIND_ICONS = { call: "phone", callback: "callback", voicemail: "voicemail" };
export const kindIcon = (kind) => KIND_ICONS[kind] ?? "phone";
