/** Who is logged in, and the bar that all their pages share. */

import * as api from "./api.js";
import { byId, h, icon, render, toast } from "./dom.js";
import { current, has, onLanguage, speak, t } from "./texts.js";

const ROOMS = [["desk", "headset", ["agent", "supervisor", "trainer", "admin"]], ["board", "chart", ["supervisor", "trainer", "admin"]], ["train", "book", ["trainer", "admin"]], ["admin", "shield", ["admin"]], ["admin", "shield", ["supervisor"], "trail"]];

/** The session, with the page in its language; whoever has none goes to the log-in and comes back from there. */
export async function enter() {
  let session;
  try {
    session = await api.get("/session");
  } catch (error) {
    if (error.status === 401) toLogin();
    throw error;
  }
  api.protect(session.csrf);
  await speak(session.user.language ?? current());
  bar(session.user);
  onLanguage(() => bar(session.user));
  return session.user;
}

let loggingOut = false;
/** To the log-in, and back here from there. Who logs out goes there without a way back, whatever is still asked for. */
function toLogin() {
  if (!loggingOut) location.replace(`/login?next=${encodeURIComponent(location.pathname)}`);
}

/** Lets the reader choose a language; one who is logged in keeps it. */
export function languageChoice(keep) {
  byId("language")?.addEventListener("change", async (event) => {
    await speak(event.target.value);
    if (keep) await api.put("/me/language", { language: event.target.value }).catch(failed);
  });
}

function bar(user) {
  const page = document.body.dataset.page;
  const rooms = ROOMS.filter(([, , roles]) => roles.includes(user.role));
  render(byId("rooms"), rooms.length > 1 ? rooms.map(([name, picture, , words]) =>
    h("a", { href: `/${name}`, "aria-current": name === page ? "page" : null }, icon(picture), h("span", {}, t(`rooms.${words ?? name}`)))) : []);
  render(byId("self"), h("span", { class: "initials", "aria-hidden": "true" }, user.name.slice(0, 2)), h("span", { class: "wide-only" }, user.name));
  byId("self").setAttribute("aria-label", `${t("account.title")}: ${user.name}`);
  byId("log-out").onclick = logOut;
}

let parting = () => {};
/** Done before the session ends, while it may still be. It stays when that answers false. */
export const onParting = (work) => (parting = work);

async function logOut() {
  try {
    if ((await parting()) === false) return undefined;
    loggingOut = true;
    await api.remove("/session");
  } catch (error) {
    if (error.status !== 401) {
      // Who has a caller settles that first.
      loggingOut = false;
      return failed(error);
    }
  }
  window.dispatchEvent(new Event("leaving"));
  location.assign("/login");
  return undefined;
}

/** What went wrong, in the reader's words: by its code where there are some. */
export const wordsOf = (error) => (has(`errors.${error.code}`) ? t(`errors.${error.code}`) : t("errors.other", { message: error.message }));

/** Tell it. */
export function failed(error) {
  if (error.status === 401) toLogin();
  else toast(wordsOf(error), "bad");
}

/** Show or hide that the connection is away. */
export const away = (lost) => (byId("offline").hidden = !lost);
