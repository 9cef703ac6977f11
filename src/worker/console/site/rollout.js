// @ts-check
/** A canary or a shadow beside the model that serves: its figures, and how it ends. */
import { confirmMove } from "./activate.js";
import { ask, key, lookingKey } from "./api.js";
import { digest, h, moment, note, percent } from "./dom.js";

/** @param {any} channel @param {() => Promise<void>} redraw */
export async function rolloutOf(channel, redraw) {
  if (!channel.rollout) return null;
  const { rollout, stable, candidate, breaches } = await ask(`/v1/admin/channels/${channel.task}/rollout`, {
    key: lookingKey(),
  });
  if (!rollout) return null;
  const canary = rollout.kind === "canary";
  return h(
    "div",
    { class: "rollout" },
    h("h3", {}, canary ? "Canary" : "Shadow"),
    h(
      "p",
      {},
      digest(rollout.digest, `the ${rollout.kind}`),
      canary
        ? ` answers ${percent(rollout.share, 0)} of the callers, since `
        : ` sees ${percent(rollout.share, 0)} of the requests and answers nobody, since `,
      moment(rollout.started_at),
      `: ${rollout.why}`,
    ),
    stable && candidate ? figures(stable, candidate) : null,
    breaches.length > 0
      ? note(
          "bad",
          ...breaches.map((/** @type {any} */ one) =>
            h("p", {}, h("strong", { class: "title" }, one.band), ` ${one.detail}`),
          ),
        )
      : h(
          "p",
          { class: "small" },
          canary
            ? `It takes itself back when it leaves its bands: ${bands(rollout.bands)}.`
            : "What differs is kept as keyed hashes.",
        ),
    key("operator")
      ? endings(channel, rollout, () => (stable && candidate ? figures(stable, candidate) : null), redraw)
      : null,
  );
}

/** @param {any} stable @param {any} candidate */
function figures(stable, candidate) {
  /** @param {any} side @param {number} count */
  const of = (side, count) => (side.answers > 0 ? percent(count / side.answers, 2) : "–");
  /** @type {[string, (side: any) => string | number][]} */
  const rows = [
    ["Answers", (side) => side.answers],
    ["Failures", (side) => of(side, side.errors)],
    ["Flagged", (side) => of(side, side.flagged)],
    ...[...new Set([...Object.keys(stable.labels), ...Object.keys(candidate.labels)])].map(
      (label) =>
        /** @type {[string, (side: any) => string]} */ ([
          `Answered “${label}”`,
          (side) => of(side, side.labels[label] ?? 0),
        ]),
    ),
  ];
  if (candidate.compared > 0)
    rows.push([
      "Other label than the stable one",
      (side) => (side === candidate ? percent(side.flips / side.compared, 2) : ""),
    ]);
  return h(
    "table",
    { class: "narrow" },
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), h("th", { scope: "col" }, "Stable"), h("th", { scope: "col" }, "Candidate")),
    ),
    h(
      "tbody",
      {},
      ...rows.map(([name, write]) =>
        h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, write(stable)), h("td", {}, write(candidate))),
      ),
    ),
  );
}

/** @param {any} bands */
function bands({ min_answers, error_rate, flag_rate, label_share }) {
  return `from ${min_answers} answers on, failures by ${percent(error_rate)}, flags by ${percent(flag_rate)}, the share of a label by ${percent(label_share)}`;
}

/**
 * @param {any} channel @param {any} rollout @param {() => Node | null} measured as it stood when this was drawn
 * @param {() => Promise<void>} redraw
 */
function endings(channel, rollout, measured, redraw) {
  const path = `/v1/admin/channels/${channel.task}/rollout`;
  /** The one whose figures were shown, and no other that somebody has started since. @param {{ why: string }} fields */
  const body = ({ why }) => ({ why, expected_rollout: rollout.id });
  const promote = () =>
    confirmMove({
      title: `Promote the canary of ${channel.task}?`,
      button: "Promote",
      facts: [
        ["Now", channel.digest ?? "nothing"],
        ["Then", rollout.digest],
      ],
      says: "The candidate becomes what serves everybody. Signature, files and gates are checked once more.",
      path: `${path}/promote`,
      body,
      look: { from: channel.digest, to: rollout.digest },
      beside: measured(),
      done: redraw,
    });
  const abort = () =>
    confirmMove({
      title: `Take the ${rollout.kind} of ${channel.task} back?`,
      button: "Take it back",
      danger: true,
      facts: [
        ["Candidate", rollout.digest],
        ["Stays", channel.digest ?? "nothing"],
      ],
      says: "Everybody is answered by the stable bundle again. Answers already given stay given.",
      path: `${path}/abort`,
      body,
      beside: measured(),
      done: redraw,
    });
  return h(
    "p",
    { class: "actions" },
    rollout.kind === "canary" ? h("button", { type: "button", class: "primary", onclick: promote }, "Promote…") : null,
    h("button", { type: "button", onclick: abort }, "Take it back…"),
  );
}
