// @ts-check
/** Gates as a table, and the figures that matter most above it. */
import { h, number, percent, withInterval } from "./dom.js";

/** What a gate asks, and the measured rate behind it. @param {string} name @param {any} shipped */
function meaning(name, shipped) {
  const [kind, attack, guard] = name.split("/");
  const hit = shipped?.attacks?.find((/** @type {any} */ one) => one.name === attack);
  switch (kind) {
    case "acc_drop":
      return { says: "Accuracy lost by the repair", rate: shipped?.clean?.acc?.off, of: "accuracy now" };
    case "int8_flips":
      return { says: "Labels changed by int8", rate: shipped?.clean?.flips, of: "of texts" };
    case "int8_acc_drop":
      return { says: "Accuracy lost by int8", rate: shipped?.clean?.acc?.off, of: "accuracy now" };
    case "guard_false_positives":
      return { says: "Honest texts that the guard flags", rate: shipped?.clean?.guard_false_positives, of: "of texts" };
    case "asr_excess":
      return {
        says: `Attack “${attack}” beyond a model never attacked, ${guard === "guard_on" ? "guarded" : "guard off"}`,
        rate: guard === "guard_on" ? hit?.asr?.on : hit?.asr?.off,
        of: "attack success",
      };
    case "remaining_flip_rate":
      return { says: "Strongest token left, beyond control tokens" };
    case "model_bytes":
      return { says: "Size of the model" };
    default:
      return { says: name };
  }
}

/** @param {any[]} gates @param {any} report */
export function gatesTable(gates, report) {
  const rows = gates.map((gate) => {
    const { says, rate, of } = meaning(gate.name, report?.shipped);
    const size = gate.name === "model_bytes";
    /** @param {number} value */
    const write = (value) => (size ? `${(value / 1e6).toFixed(1)} MB` : percent(value, 2));
    const fill = h("i", { class: "meter", "aria-hidden": "true" });
    fill.style.setProperty("--share", String(Math.max(0, Math.min(1, (gate.value ?? 0) / gate.limit))));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, says, h("code", { class: "small" }, gate.name)),
      h("td", {}, gate.value === null ? "not measured" : write(gate.value)),
      h("td", { class: "bar-cell" }, fill),
      h("td", {}, `≤ ${write(gate.limit)}`),
      h(
        "td",
        {},
        rate
          ? h("span", {}, withInterval(rate, 2), h("span", { class: "small" }, ` ${of}`))
          : h("span", { class: "small" }, "–"),
      ),
      h("td", { class: gate.passed ? "good" : "bad" }, gate.passed ? "passed" : "FAILED"),
    );
  });
  return h(
    "div",
    { class: "wide gates", tabindex: 0, role: "region", "aria-label": "Gates, a wide table" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...["Gate", "Value", "", "Limit", "Measured, 95 % interval", "Result"].map((name) =>
            name ? h("th", { scope: "col" }, name) : h("td", {}),
          ),
        ),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}

/** Before and after, at a glance. Nothing is shown that the report does not hold. @param {any} report */
export function headlines(report) {
  const shipped = report?.shipped;
  const attacks = shipped?.attacks ?? [];
  const acc = shipped?.clean?.acc;
  const tiles = [
    ...attacks.map((/** @type {any} */ one) =>
      tile(
        `Attack “${one.name}” succeeds`,
        one.asr.suspect,
        one.asr.on,
        report.fp32?.attacks?.find((/** @type {any} */ a) => a.name === one.name)?.benign?.asr,
      ),
    ),
    ...(acc ? [tile("Accuracy on clean texts", acc.suspect, acc.on, report.fp32?.clean?.benign?.acc)] : []),
  ];
  if (tiles.length === 0)
    return h("p", { class: "note" }, "The report of this bundle holds no measured attack and no accuracy.");
  return h("section", { class: "tiles", "aria-label": "Before and after" }, ...tiles);
}

/** @param {string} name @param {any} before @param {any} after @param {number | undefined} benign */
function tile(name, before, after, benign) {
  return h(
    "div",
    { class: "card tile" },
    h("h3", {}, name),
    h(
      "p",
      { class: "big" },
      h("span", { class: "was" }, percent(before?.value)),
      h("span", { "aria-label": "became" }, "→"),
      h("strong", {}, percent(after?.value)),
    ),
    h(
      "p",
      { class: "small" },
      `Suspect ${withInterval(before)}; served, guard on ${withInterval(after)}${benign === undefined ? "" : `; a model never attacked ${percent(benign)}`}. ${number(after?.total ?? 0)} texts.`,
    ),
  );
}
