/** One change of a customer's data in words. */

import { h } from "./dom.js";
import { has, languageName, t } from "./texts.js";

const value = (field, written) => (written ? (field === "language" ? languageName(written) : written) : t("changes.empty"));

export const changeLine = ({ field, before, after, sealed }) => [
  h("strong", {}, has(`field.${field}`) ? t(`field.${field}`) : field), " ", t("changes.from_to", { before: value(field, before), after: value(field, after) }),
  sealed ? null : [" ", h("span", { class: "tag high" }, t("changes.unsealed"))]];
