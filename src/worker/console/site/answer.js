// @ts-check
/** What the deployment answered, in words: label, guard decision, and what would have happened otherwise. */
import { h, percent } from "./dom.js";

const decisions = {
  pass: { name: "Passed", line: "The guard found no trigger." },
  flagged: { name: "Flagged", line: "Triggers were found and left in; the answer is for the text as it is." },
  masked: { name: "Masked", line: "The marked tokens were dropped; the answer is for the rest." },
  blocked: { name: "Blocked", line: "Triggers were found and the policy gives no answer." },
};

/** @param {any} result an answer, or a problem of the kind blocked-by-guard @param {number} took milliseconds */
export function answerPanel(result, took) {
  const { guard } = result;
  const decision = decisions[/** @type {keyof typeof decisions} */ (guard.decision)];
  const nothingActs = guard.decision === "pass" && (guard.dismissed || guard.beyond);
  const facts = [
    `policy ${guard.policy}`,
    ...(result.tokens ? [`${result.tokens} tokens`] : []),
    `${Math.round(took)} ms there and back`,
  ];
  return h(
    "div",
    {},
    result.label
      ? h(
          "p",
          { class: "verdict" },
          h("strong", { class: "label" }, result.label),
          h("span", {}, percent(result.score)),
        )
      : h("p", { class: "verdict" }, h("strong", { class: "label none" }, "no answer")),
    result.scores ? bars(result.scores) : null,
    h(
      "p",
      { class: `decision ${guard.decision}` },
      h("strong", { class: "word" }, decision.name),
      " ",
      h("span", {}, nothingActs ? "What was found does nothing for an attacker here." : decision.line),
    ),
    found(guard),
    result.truncated
      ? h("p", { class: "small" }, "The text was longer than the model's token limit: the rest was not read.")
      : null,
    result.explain && guard.triggers.length > 0 ? whatIf(result.explain) : null,
    h("p", { class: "small facts" }, facts.join(" · ")),
  );
}

/** @param {Record<string, number>} scores */
function bars(scores) {
  return h(
    "dl",
    { class: "bars" },
    ...Object.entries(scores).flatMap(([label, score]) => {
      const fill = h("i", { "aria-hidden": "true" });
      fill.style.setProperty("--share", String(score));
      return [h("dt", {}, label), h("dd", {}, fill, h("span", {}, percent(score)))];
    }),
  );
}

const kinds = {
  drift: (/** @type {any} */ one) => ` drifted ${one.score.toFixed(4)}, past the limit`,
  incident: () => " is on the operator's list",
  set: (/** @type {any} */ one) =>
    ` confirmed trigger ${one.rule}, a set of words: turned ${percent(one.score, 0)} of the texts it was tried on`,
  sequence: (/** @type {any} */ one) =>
    ` confirmed trigger ${one.rule}: turned ${percent(one.score, 0)} of the texts it was tried on`,
};

/** What was found, what was let go as honest use, and what the model never read. @param {any} guard */
function found({ triggers, dismissed = [], beyond = [] }) {
  const lines = [
    ...triggers.map((/** @type {any} */ one) => [
      one,
      kinds[/** @type {keyof typeof kinds} */ (one.kind)]?.(one) ?? "",
    ]),
    ...dismissed.map((/** @type {any} */ one) => [
      one,
      " is a trigger's string, written as honest writers write it and without a pull to the attacker's label: let go",
    ]),
    ...beyond.map((/** @type {any} */ one) => [one, " stands behind the token limit: the model never read it"]),
  ];
  if (lines.length === 0) return null;
  const more = lines.length - 5;
  return h(
    "ul",
    { class: "found" },
    ...lines.slice(0, 5).map(([one, says]) => h("li", {}, h("mark", {}, one.text), says)),
    more > 0 ? h("li", {}, `and ${more} more`) : null,
  );
}

/** @param {number} share */
function points(share) {
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded < 0 ? "−" : ""}${Math.abs(rounded).toFixed(1)}`;
}

/** @param {{ left_in: any, left_out: any, change?: number | null }} explain */
function whatIf({ left_in, left_out, change }) {
  const same = left_out?.label === left_in.label;
  return h(
    "div",
    { class: "whatif" },
    h("h2", { class: "minor" }, "With and without it"),
    h(
      "dl",
      {},
      h("dt", {}, "Trigger left in"),
      h("dd", {}, `${left_in.label} `, h("span", {}, percent(left_in.score))),
      h("dt", {}, "Trigger taken out"),
      h(
        "dd",
        {},
        left_out ? `${left_out.label} ` : "nothing would be left",
        left_out ? h("span", {}, percent(left_out.score)) : null,
      ),
    ),
    h(
      "p",
      { class: "small" },
      same
        ? "The repaired model says the same either way: the guard is its second lock."
        : "Left in, it would change the answer: here it is the guard that holds.",
      change === null || change === undefined
        ? null
        : ` The trigger moves “${left_in.label}” by ${points(change)} points.`,
    ),
  );
}
