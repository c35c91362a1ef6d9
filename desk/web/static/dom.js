/** Elements without a framework: h() makes them, render() changes what is there into what is wanted, so that focus,
 *  scroll and half-typed words stay where they are when something new comes in. */

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "g", "path", "rect", "line", "circle", "text", "title", "polyline", "use", "desc"]);
const HANDLERS = Symbol("handlers");

/** An element. `on…` are handlers, `vars` are CSS variables, true and false set and leave out an attribute. */
export function h(tag, properties, ...children) {
  const node = DRAWN.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) assign(node, name, value);
  node.append(...wanted(children));
  return node;
}

function assign(node, name, value) {
  if (name.startsWith("on")) {
    node[name] = value;
    (node[HANDLERS] ??= []).push(name);
  } else if (name === "vars") {
    for (const [key, number] of Object.entries(value)) node.style.setProperty(`--${key}`, number);
  } else if (value !== false && value !== null && value !== undefined) {
    node.setAttribute(name, value === true ? "" : value);
  }
}

function wanted(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

export const icon = (name, label) =>
  h("svg", { class: "icon", "aria-hidden": label ? null : "true", role: label ? "img" : null, "aria-label": label }, h("use", { href: `/static/icons.svg#${name}` }));

/** Make the children of `root` these. */
export function render(root, ...children) {
  const focused = document.activeElement;
  morphChildren(root, wanted(children));
  if (focused !== document.activeElement && focused?.isConnected && root.contains(focused)) focused.focus({ preventScroll: true });
}

function morphChildren(root, children) {
  const keyed = new Map([...root.childNodes].filter((node) => node.dataset?.key).map((node) => [node.dataset.key, node]));
  let here = root.firstChild;
  for (const child of children) {
    const node = child instanceof Node ? child : document.createTextNode(child);
    const key = node.dataset?.key;
    const match = key ? keyed.get(key) : here && !here.dataset?.key && alike(here, node) ? here : null;
    if (!match || !alike(match, node)) {
      root.insertBefore(node, here);
      continue;
    }
    keyed.delete(key);
    if (match === here) here = here.nextSibling;
    else root.insertBefore(match, here);
    morph(match, node);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.id === other.id;

function morph(old, node) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
    return;
  }
  // What the user has opened stays open: `open` of a <details>, and what an element names in data-keeps.
  const kept = ["open", node.dataset?.keeps];
  for (const { name } of [...old.attributes]) if (!node.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value && !kept.includes(name)) change(old, name, value);
  for (const name of old[HANDLERS] ?? []) old[name] = null;
  for (const name of (old[HANDLERS] = node[HANDLERS] ?? [])) old[name] = node[name];
  // What someone has drawn or opened in here is theirs.
  if (!node.hasAttribute("data-opaque")) morphChildren(old, [...node.childNodes]);
}

/** The pages' policy allows no style attribute to be set, and scripts to set styles. */
function change(node, name, value) {
  if (name === "style") node.style.cssText = value;
  else node.setAttribute(name, value);
}

export const byId = (id) => document.getElementById(id);

/** Said to screen readers: `urgent` at once, otherwise when they are done with what they say. */
export function announce(text, urgent = false) {
  const region = byId(urgent ? "urgent" : "polite");
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 60);
}

/** Shown for some seconds in the corner, and said. */
export function toast(text, kind = "good", urgent = kind === "bad") {
  announce(text, urgent);
  const shown = h("p", { class: `toast ${kind}` }, icon(kind === "bad" ? "alert" : "check"), text);
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), kind === "bad" ? 9000 : 4500);
}
