/** The same need in the other languages: a trainer writes it, the counts show where examples are missing. */

import { field } from "../dialog.js";
import { h } from "../dom.js";
import { languageName, t } from "../texts.js";
import { counted, intentName, othersThan } from "./store.js";

/** `written`: text by language, one example a line; `write(language, text)`. */
export function otherLanguages(language, intent, written, write) {
  const known = intent ? counted(intent) : null;
  const any = othersThan(language).some((code) => written[code]?.trim());
  return h("details", { "data-key": "others", open: any }, h("summary", {}, t("inbox.others")),
    h("p", { class: "soft small" }, t("inbox.others_more")),
    h("div", { class: "fields" }, othersThan(language).map((code) => {
      const thin = known?.thin?.includes(code);
      const hint = known ? t(thin ? "inbox.count_thin" : "inbox.count", { n: known.counts[code] ?? 0, intent: intentName(intent) }) : null;
      const box = h("textarea", { name: `other-${code}`, rows: "2", lang: code, maxlength: "2000", oninput: ({ target }) => write(code, target.value) }, written[code] ?? "");
      return h("div", { class: thin ? "thin" : null, "data-key": `other-${code}` }, field(languageName(code), box, { hint }));
    })));
}

/** What was written, as the API takes it: marks are made later, in a text editor or here in a group of that language. */
export const examplesOf = (written) => Object.entries(written).flatMap(([language, text]) =>
  text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => ({ language, text: line, entities: [] })));
