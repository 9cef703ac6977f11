// @ts-check
/** The page: which view, which keys. */
import { key } from "./api.js";
import { errorNote, h } from "./dom.js";
import { keyDialog, needsKey } from "./key.js";
import * as playground from "./playground.js";

/**
 * A view draws itself into an element and may return what to do when it is left.
 * @typedef {{ title: string, show: (into: HTMLElement, openKeys: () => void) => Promise<(() => void) | void> }} View
 */

/** @type {Record<string, () => Promise<View>>} */
const views = {
  playground: async () => playground,
  model: () => import("./model.js"),
  releases: () => import("./releases.js"),
};

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const keysButton = /** @type {HTMLButtonElement} */ (document.getElementById("keys"));
let turn = 0;
/** @type {(() => void) | void} */
let leave;

async function show(focus = false) {
  const name = location.hash.slice(2).split("/")[0] ?? "";
  const load = views[name] ?? /** @type {() => Promise<View>} */ (views.playground);
  const mine = ++turn;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === `#/${views[name] ? name : "playground"}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  keysButton.textContent = key("caller") || key("operator") ? "API key set" : "Enter API key";
  keysButton.classList.toggle("set", key("caller") !== "" || key("operator") !== "");
  leave?.();
  leave = undefined;
  const view = await load();
  if (mine !== turn) return;
  document.title = `${view.title} · Épure`;
  const into = h("div", { class: "view" });
  main.replaceChildren(into);
  if (focus) main.focus();
  try {
    const left = await view.show(into, openKeys);
    if (mine === turn) leave = left;
    else left?.();
  } catch (error) {
    if (mine !== turn) return;
    const refused = /** @type {{ status?: number }} */ (error).status === 401;
    into.append(errorNote(error), refused ? needsKey("The key was refused.", openKeys) : "");
  }
}

function openKeys() {
  keyDialog(() => void show());
}

keysButton.addEventListener("click", openKeys);
window.addEventListener("hashchange", () => void show(true));
void show();
