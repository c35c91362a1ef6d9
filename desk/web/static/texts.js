/** What pages say in the reader's language: texts, plural forms, dates, durations, names of languages. */

let words = {};
let language = document.documentElement.lang || "en";
const listeners = new Set();
/** How numbers and dates are written: English as in Europe. */
const locale = () => (language === "en" ? "en-GB" : language);

export const LANGUAGES = ["fr", "nl", "it", "da", "en"];
export const current = () => language;
export const inLocale = locale;

/** Call `listener` whenever the language changes. */
export const onLanguage = (listener) => listeners.add(listener);

/** Put the page into a language. */
export async function speak(wanted) {
  const answer = await fetch(`/texts/${wanted}.json`);
  if (!answer.ok) return;
  words = await answer.json();
  language = wanted;
  document.documentElement.lang = wanted;
  document.cookie = `centralino_language=${wanted}; path=/; max-age=31536000; samesite=lax`;
  const select = document.getElementById("language");
  if (select) select.value = wanted;
  document.title = `${t(`${document.body.dataset.page}.title`)} · Centralino`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
  for (const listener of listeners) listener(wanted);
}

/** The text of a key. `n` chooses the plural form and is written as a number. */
export function t(key, values = {}) {
  let text = words[key];
  if (text === undefined) return key;
  if (typeof text === "object") text = text[new Intl.PluralRules(language).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (name === "n" ? number(values.n) : values[name] ?? ""));
}

let own = {};
/** What the house itself calls its codes: family → code → name by language. */
export const ownNames = (names) => (own = names);

/** The text of a code that may be newer than the texts: then the code in plain letters. */
export const named = (family, code) => own[family]?.[code]?.[language] ?? words[`${family}.${code}`] ?? String(code ?? "").replaceAll("_", " ");
export const has = (key) => words[key] !== undefined;

export const number = (value, digits = 0) => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
export const percent = (share) =>
  share === null || share === undefined ? "–" : new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);
export const money = (value, currency) => new Intl.NumberFormat(locale(), { style: "currency", currency }).format(value);

const unit = (value, name, unitDisplay = "short") =>
  new Intl.NumberFormat(locale(), { style: "unit", unit: name, unitDisplay, maximumFractionDigits: 0 }).format(value);

/** A length of time as one says it: seconds up to two minutes, then minutes, then hours and minutes. */
export function lasts(seconds, display = "short") {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 120) return unit(Math.round(seconds), "second", display);
  if (seconds < 7200) return unit(Math.round(seconds / 60), "minute", display);
  return `${unit(Math.floor(seconds / 3600), "hour", display)} ${unit(Math.round((seconds % 3600) / 60), "minute", display)}`;
}

/** A running time: 2:05 or 1:02:05. */
export function timer(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(parts[0])}:${two(parts[1])}` : `${parts[0]}:${two(parts[1])}`;
}

const written = (when, options) => new Intl.DateTimeFormat(locale(), options).format(new Date(when));
export const clock = (when) => written(when, { hour: "2-digit", minute: "2-digit" });
export const day = (when) => written(when, { day: "numeric", month: "short", year: "numeric" });
export const moment = (when) => written(when, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** How long ago, in words: "3 days ago", "yesterday". */
export function ago(when, now = Date.now()) {
  const seconds = (new Date(when) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [name, size] of [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]])
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), name);
  return format.format(0, "minute");
}

export const capital = (text) => (text ? text[0].toLocaleUpperCase(language) + text.slice(1) : "");
/** A language as one names it in a sentence. */
export function languageWord(code) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

export const languageName = (code) => capital(languageWord(code));

const ARTICLES = { fr: /^(l['’]|le |la |les )/i, nl: /^(de |het )/i, it: /^(l['’]|il |lo |la |i |gli |le )/i };

/** The name of a department as a label: it is kept as said in mid-sentence, with its article. */
export const label = (names, code) => (names?.[language] ? capital(names[language].replace(ARTICLES[language] ?? /^$/, "")) : capital(String(code ?? "").replaceAll("_", " ")));
