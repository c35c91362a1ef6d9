/** Shortcuts: Alt with a letter, so that they work while one types; `?` and single letters outside of text. */

const actions = new Map();

/** Alt+letter does it, as long as `able()`. */
export const shortcut = (letter, act, able = () => true) => actions.set(`Key${letter}`, { act, able });

/** Whoever steers by voice, or whose hands tremble, can do without (WCAG 2.2, 2.1.4). */
const OFF = "centralino-letters-off";
const letters = new Map();

/** The letter or digit alone does it outside of text, as long as `able()`. */
export const letter = (key, act, able = () => true) => letters.set(key, { act, able });
export const lettersOn = () => localStorage.getItem(OFF) === null;
export const turnLetters = (on) => (on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));

const writes = (target) => target.closest?.("textarea, select, input:not([type=checkbox], [type=radio])");

function single(event) {
  const found = letters.get(event.key);
  if (!found || event.altKey || event.ctrlKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
  if (!lettersOn() || writes(event.target) || document.querySelector("dialog[open]") || !found.able()) return;
  event.preventDefault();
  found.act();
}

document.addEventListener("keydown", single);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key === "?" && !typing && !document.querySelector("dialog[open]")) {
    document.getElementById("help")?.click();
    event.preventDefault();
  }
  // AltGr writes letters: it is Ctrl and Alt on some systems. The key and not the letter counts: Alt writes others on a Mac.
  if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
  const found = actions.get(event.code);
  if (!found || document.querySelector("dialog[open]") || !found.able()) return;
  event.preventDefault();
  found.act();
});
