/** Log-in. */

import * as api from "../api.js";
import { byId } from "../dom.js";
import { languageChoice } from "../session.js";
import { current, has, lasts, speak, t } from "../texts.js";

const HOMES = { agent: "/desk", supervisor: "/board", trainer: "/train", admin: "/admin" };

function next(role) {
  const wanted = new URLSearchParams(location.search).get("next") ?? "";
  // Only pages of this house.
  return /^\/(desk|board|train|admin|account)$/.test(wanted) ? wanted : HOMES[role] ?? "/desk";
}

function refuse(error) {
  const shown = byId("refused");
  const known = error.status === 401 ? "login.refused" : error.status === 429 ? "login.wait" : has(`errors.${error.code}`) ? `errors.${error.code}` : "errors.other";
  shown.textContent = t(known, { wait: lasts(error.retryAfter ?? 60, "long"), message: error.message });
  shown.hidden = false;
}

async function logIn(event) {
  event.preventDefault();
  const form = event.target;
  const { name, password } = Object.fromEntries(new FormData(form));
  if (!name || !password) return (name ? byId("password") : byId("name")).focus();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const session = await api.post("/session", { name: name.trim().toLowerCase(), password });
    location.assign(next(session.user.role));
  } catch (error) {
    refuse(error);
    byId("password").value = "";
    byId("password").focus();
  } finally {
    button.disabled = false;
  }
  return undefined;
}

await speak(current());
languageChoice(false);
byId("log-in").onsubmit = logIn;
byId("show").onclick = (event) => {
  const shown = byId("password").type === "text";
  byId("password").type = shown ? "password" : "text";
  event.currentTarget.setAttribute("aria-pressed", String(!shown));
};
if (!byId("name").value) byId("name").focus();
