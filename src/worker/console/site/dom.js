// @ts-check
/** Elements from data, and how this page writes numbers. Text always goes in as text, never as markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes] `onclick` and the like become listeners; false and null leave one out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...kept(children));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Child} children
 */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...kept(children));
  return element;
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function kept(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** @param {number | null | undefined} share @param {number} [digits] */
export function percent(share, digits = 1) {
  return share === null || share === undefined ? "–" : `${(share * 100).toFixed(digits)} %`;
}

/** "9.8 % (8.1 to 11.7)". @param {{ value: number | null, interval?: number[] | null } | null | undefined} rate @param {number} [digits] */
export function withInterval(rate, digits = 1) {
  if (!rate || rate.value === null) return "–";
  const [low, high] = rate.interval ?? [];
  if (low === undefined || high === undefined) return percent(rate.value, digits);
  return `${percent(rate.value, digits)} (${(low * 100).toFixed(digits)} to ${(high * 100).toFixed(digits)})`;
}

/** Three significant digits, never an exponent for what people read. @param {number} value */
export function number(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** @param {number} ms since 1970 */
export function moment(ms) {
  const date = new Date(ms);
  return h(
    "time",
    { datetime: date.toISOString(), title: date.toISOString() },
    date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
  );
}

/** The first twelve digits, the whole in the title, copied by a click. @param {string} digest @param {string} what */
export function digest(digest, what) {
  return h(
    "button",
    {
      type: "button",
      class: "digest",
      title: digest,
      "aria-label": `${digest.slice(0, 12)}, the digest of ${what}: copy it`,
      onclick: () => copy(digest),
    },
    digest.slice(0, 12),
  );
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    say("The browser did not let this page copy.");
  }
}

/** Tells screen readers, and shows for a moment. @param {string} text */
export function say(text) {
  const said = /** @type {HTMLElement} */ (document.getElementById("said"));
  said.textContent = text;
  said.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => said.classList.remove("shown"), 2500);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** @param {string} kind `info`, `bad` @param {...(Child | Child[])} children */
export function note(kind, ...children) {
  return h("div", { class: `note ${kind}`, role: kind === "bad" ? "alert" : false }, ...children);
}

/** An error of the API or of ours, in words. @param {unknown} error */
export function errorNote(error) {
  const { title, message, requestId } = /** @type {{ title?: string, message: string, requestId?: string }} */ (error);
  return note(
    "bad",
    h("p", {}, h("strong", { class: "title" }, title ?? "Something went wrong"), " ", message),
    requestId ? h("p", { class: "small" }, "Request ", h("code", {}, requestId)) : null,
  );
}
