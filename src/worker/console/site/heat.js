// @ts-check
/** The heat map: every token that the model read, coloured by how far its embedding had drifted; flagged spans marked. */
import { h } from "./dom.js";

/**
 * @typedef {{ start: number, end: number, segment: string, score: number }} Token
 * @typedef {{ tokens: Token[], threshold: number | null, highest: number }} Heat
 * @typedef {Token & { text: string, kind: string, rule: string }} Trigger
 */

/**
 * @param {Record<string, string>} texts by segment
 * @param {Heat} heat
 * @param {{ triggers: Trigger[], dismissed?: Trigger[] }} guard
 */
export function heatMap(texts, heat, { triggers, dismissed = [] }) {
  const limit = heat.threshold ?? heat.highest;
  const readout = h("p", { class: "readout", id: "readout", "aria-live": "polite" }, hint);
  /** @type {HTMLElement[]} */
  const cells = [];
  const segments = Object.entries(texts).map(([segment, text]) => {
    const body = h("div", { class: "heat" });
    const mine = heat.tokens.filter((token) => token.segment === segment);
    const flagged = triggers.filter((trigger) => trigger.segment === segment);
    let at = 0;
    for (const token of mine) {
      if (token.start > at) body.append(text.slice(at, token.start));
      const trigger = flagged.find((span) => span.start < token.end && token.start < span.end);
      const honest = dismissed.some(
        (span) => span.segment === segment && span.start < token.end && token.start < span.end,
      );
      const word = text.slice(token.start, token.end);
      const cell = h("span", { class: trigger ? "token flagged" : honest ? "token honest" : "token" }, word);
      // Squared: what is far below the limit stays quiet.
      const warmth = limit > 0 ? Math.min(1, token.score / limit) ** 2 : 0;
      cell.style.setProperty("--warmth", warmth.toFixed(3));
      cell.dataset.says = describe(word, token, heat, trigger) + (honest ? "; a trigger's string in honest use" : "");
      cells.push(cell);
      body.append(cell);
      at = Math.max(at, token.end);
    }
    const rest = text.slice(at);
    if (rest.trim() !== "")
      body.append(h("span", { class: "cut", title: "Beyond the token limit: the model did not read it" }, rest));
    return Object.keys(texts).length > 1
      ? h("div", {}, h("h3", {}, segment === "first" ? "First" : "Second"), body)
      : body;
  });

  const map = h(
    "div",
    {
      class: "heatmap",
      role: "group",
      tabindex: 0,
      "aria-label": `Heat map of ${cells.length} tokens, ${triggers.length} flagged. Arrow keys move from token to token.`,
      "aria-describedby": "readout",
    },
    ...segments,
  );
  watch(map, cells, readout);
  return h("div", {}, map, legend(heat, dismissed.length > 0), readout);
}

const hint = "Point at a token, or focus the map and use the arrow keys.";

/** @param {string} word @param {Token} token @param {Heat} heat @param {Trigger | undefined} trigger */
function describe(word, token, heat, trigger) {
  const drift = `drift ${token.score.toFixed(4)}`;
  const limit = heat.threshold ? `, ${Math.round((token.score / heat.threshold) * 100)} % of the limit` : "";
  if (!trigger) return `“${word}”: ${drift}${limit}`;
  const share = Math.round(trigger.score * 100);
  const why =
    trigger.kind === "drift"
      ? "flagged for its drift"
      : trigger.kind === "incident"
        ? "on the operator's list"
        : `part of confirmed trigger ${trigger.rule}, which turned ${share} % of the texts it was tried on`;
  return `“${word}”: ${why}; ${drift}${limit}`;
}

/** One listener for all: 512 tokens stay smooth. @param {HTMLElement} map @param {HTMLElement[]} cells @param {HTMLElement} readout */
function watch(map, cells, readout) {
  let at = -1;
  /** @param {number} next */
  const go = (next) => {
    cells[at]?.classList.remove("active");
    at = Math.max(0, Math.min(cells.length - 1, next));
    const cell = cells[at];
    if (!cell) return;
    cell.classList.add("active");
    cell.scrollIntoView({ block: "nearest" });
    readout.textContent = cell.dataset.says ?? "";
  };
  map.addEventListener("pointerover", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    if (cell.dataset.says) readout.textContent = cell.dataset.says;
  });
  map.addEventListener("keydown", (event) => {
    const flagged = () => cells.findIndex((cell, i) => i > at && cell.classList.contains("flagged"));
    /** @type {Record<string, () => number>} */
    const moves = {
      ArrowRight: () => at + 1,
      ArrowDown: () => at + 10,
      ArrowLeft: () => at - 1,
      ArrowUp: () => at - 10,
      Home: () => 0,
      End: () => cells.length - 1,
      f: flagged,
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = move();
    if (next >= 0 || event.key !== "f") go(next);
  });
  map.addEventListener("blur", () => {
    cells[at]?.classList.remove("active");
    at = -1;
    readout.textContent = hint;
  });
}

/** @param {Heat} heat @param {boolean} honest whether something was let go */
function legend({ threshold, highest }, honest) {
  const right =
    threshold === null
      ? `${highest.toFixed(4)}, the highest of the vocabulary; no limit for single tokens`
      : `limit ${threshold.toFixed(4)}`;
  return h(
    "p",
    { class: "legend" },
    h("span", {}, "drift 0"),
    h("span", { class: "ramp", "aria-hidden": "true" }),
    h("span", {}, right),
    h("span", { class: "token flagged" }, "flagged"),
    honest ? h("span", { class: "token honest" }, "let go") : null,
  );
}
