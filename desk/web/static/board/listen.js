/** A supervisor hears a call; whispering, the agent alone hears the supervisor. */

import { openDialog } from "../dialog.js";
import { h, icon } from "../dom.js";
import { t } from "../texts.js";

export async function listenIn(agent, mode) {
  let line = null;
  let words = t("listen.opening");
  let repaint = () => {};
  openDialog(t(mode === "whisper" ? "listen.whisper_who" : "listen.who", { who: agent }), (close, paint) => {
    repaint = paint;
    return [h("p", { role: "status" }, icon(mode === "whisper" ? "whisper" : "ear"), " ", words), h("p", { class: "soft" }, t(`listen.${mode}_more`)), h("div", { class: "row end" }, h("button", { type: "button", class: "primary", onclick: close }, t("listen.stop")))];
  });
  document.querySelector("dialog[open]").addEventListener("close", () => line?.close());
  try {
    const { Line } = await import("/static/sound.js");
    line = new Line(`/audio/listen?${new URLSearchParams({ agent, mode })}`);
    line.onevent = (event) => { if (["closed", "ended", "left"].includes(event.event)) { words = t("listen.over"); repaint(); } };
    await line.open();
    words = t("listen.on");
  } catch {
    words = t("sound.failed");
  }
  repaint();
}
