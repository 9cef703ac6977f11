// @ts-check
/**
 * What changes from one bundle to another, as `epure activate` says it before it asks: labels, gates, figures, guard,
 * shape, files. test/unit/console-changes.test.ts holds both to the same words.
 */
import { h } from "./dom.js";

/** @typedef {{ what: string, before: string, after: string, worse?: boolean }} Change */

const none = "(none)";

/** @param {any} before a bundle as `GET /v1/admin/bundles/{digest}/inspect` tells it, or null @param {any} after @returns {Change[]} */
export function compare(before, after) {
  /** @type {Change[]} */
  const changes = [];
  /** @param {string} what @param {string} was @param {string} is @param {boolean} [worse] */
  const change = (what, was, is, worse) => {
    if (was !== is) changes.push({ what, before: was, after: is, ...(worse !== undefined && { worse }) });
  };
  const [a, b] = [before?.manifest, after.manifest];
  change("labels", a?.labels.join(", ") ?? none, b.labels.join(", "));
  change("texts per request", String(a?.segments ?? none), String(b.segments));
  change("token limit", String(a?.token_limit ?? none), String(b.token_limit));
  change("architecture", a ? shape(a.architecture) : none, shape(b.architecture));
  change("guard policy", a?.guard.default_policy ?? none, b.guard.default_policy);
  change("guard triggers", before ? triggers(before) : none, triggers(after));
  change(
    "guard threshold",
    before ? String(before.guard.threshold ?? "off") : none,
    String(after.guard.threshold ?? "off"),
  );
  change("made by", a?.epure_version ?? none, b.epure_version);
  change("made from", a?.digests.suspect.slice(0, 12) ?? none, b.digests.suspect.slice(0, 12));
  change("keep ratio", String(a?.keep_ratio ?? none), String(b.keep_ratio));
  change("signed by", before?.signed_by.slice(0, 12) ?? none, after.signed_by.slice(0, 12));
  change("size", before ? megabytes(before.bytes) : none, megabytes(after.bytes));
  for (const name of ["model.onnx", "model.onnx.data", "tokenizer.json", "guard.bin"]) {
    /** @param {any} bundle */
    const digest = (bundle) => bundle?.files.find((/** @type {any} */ file) => file.name === name)?.sha256;
    change(name, digest(before)?.slice(0, 12) ?? none, digest(after)?.slice(0, 12) ?? none);
  }
  for (const name of new Set([...(a?.gates ?? []), ...b.gates].map((gate) => gate.name))) {
    const [was, is] = [a, b].map((one) => one?.gates.find((/** @type {any} */ gate) => gate.name === name));
    const both = typeof was?.value === "number" && typeof is?.value === "number";
    change(`gate ${name}`, gateValue(was), gateValue(is), both ? is.value > was.value : undefined);
  }
  return changes;
}

/** @param {any} before or null @param {any} after */
export function changesOf(before, after) {
  const changes = compare(before, after);
  const gates = after.manifest.gates;
  const failed = gates.filter((/** @type {any} */ gate) => !gate.passed).length;
  return [
    h("h3", {}, "What changes"),
    changes.length === 0
      ? h("p", { class: "small" }, "Nothing that an operator would decide by.")
      : table("What changes", ["", "Now", "Then"], changes.map(row)),
    h(
      "details",
      { open: failed > 0 },
      h(
        "summary",
        {},
        failed === 0 ? `Gates: all ${gates.length} passed` : `Gates: ${failed} of ${gates.length} FAILED`,
      ),
      table(
        "Gates of the bundle",
        ["Gate", "Value", "Limit", ""],
        gates.map((/** @type {any} */ gate) => [
          gate.name,
          gateValue(gate),
          `${shortNumber(gate.limit)}; ${gate.basis}`,
          h("span", { class: gate.passed ? "good" : "bad" }, gate.passed ? "passed" : "FAILED"),
        ]),
      ),
    ),
  ];
}

/** @param {Change} change */
function row({ what, before, after, worse }) {
  return [what, before, h("span", {}, after, worse === true ? h("span", { class: "bad" }, " worse") : null)];
}

/** @param {string} label @param {string[]} heads @param {import("./dom.js").Child[][]} rows */
function table(label, heads, rows) {
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "group", "aria-label": label },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...heads.map((head) => (head ? h("th", { scope: "col" }, head) : h("td", {}))))),
      h(
        "tbody",
        {},
        ...rows.map(([first, ...rest]) =>
          h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))),
        ),
      ),
    ),
  );
}

/** @param {any} gate */
function gateValue(gate) {
  if (gate === undefined) return none;
  return gate.value === null ? "not measured" : shortNumber(gate.value);
}

/** Four significant digits at most for small numbers; thousands apart for large ones. @param {number} value */
function shortNumber(value) {
  return Math.abs(value) >= 1000 ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}

/** @param {any} architecture */
function shape({ model_type, layers, hidden, vocab_size }) {
  return `${model_type}, ${layers} layers of ${hidden}, ${vocab_size} tokens`;
}

/** @param {any} bundle */
function triggers({ guard }) {
  const all = guard.triggers.map((/** @type {any} */ one) => one.text ?? one.id);
  return all.length === 0 ? "none" : all.join(", ");
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
