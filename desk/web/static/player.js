/** Sound of callers, sought in and played by the browser itself. */

import * as api from "./api.js";
import { h, toast } from "./dom.js";
import { t } from "./texts.js";

/** `path`: of the API. Nothing is fetched before somebody plays it: each listening is written down. */
export const player = (path, label) =>
  h("audio", { controls: true, preload: "none", src: api.at(path), "aria-label": label, onerror: () => toast(t("common.cannot_play"), "bad") });
