// @ts-check
/** Where each task points, how it got there, what runs beside it, and moving it. */
import { confirmMove } from "./activate.js";
import { ask, key, lookingKey } from "./api.js";
import { auditCard } from "./audit.js";
import { decisionsOf } from "./decisions.js";
import { digest, errorNote, h, moment, note } from "./dom.js";
import { needsKey } from "./key.js";
import { rolloutOf } from "./rollout.js";

export const title = "Releases";

/** @param {HTMLElement} into @param {() => void} openKeys */
export async function show(into, openKeys) {
  into.append(
    h("h1", {}, "Releases"),
    h("p", { class: "lead" }, "What is live, who moved it, when and why. Moving back is moving to the earlier digest."),
  );
  if (!lookingKey()) {
    return void into.append(
      needsKey(
        "Release history needs a key with the scope viewer or operator; moving a release needs operator.",
        openKeys,
      ),
    );
  }
  const [{ tasks }, { bundles }] = await Promise.all([
    ask("/v1/admin/status", { key: lookingKey() }),
    ask("/v1/admin/bundles", { key: lookingKey() }),
  ]);
  if (!key("operator")) {
    into.append(
      note(
        "info",
        h("p", {}, "You are looking with a caller's key: releases can be read, not moved. "),
        h("p", {}, h("button", { type: "button", onclick: openKeys }, "Enter an operator key")),
      ),
    );
  }
  const names = [...new Set([...tasks, ...bundles].map((one) => one.task))].sort();
  if (names.length === 0)
    into.append(note("info", "Nothing is published here yet. ", h("code", {}, "epure publish"), " does that."));
  for (const task of names) {
    const place = h("div", {});
    into.append(h("section", { class: "card", "aria-labelledby": `task-${task}` }, place, decisionsOf(task)));
    await draw(task, place);
  }
  into.append(auditCard());
}

/** @param {string} task @param {HTMLElement} place */
async function draw(task, place) {
  const redraw = () => draw(task, place);
  try {
    const [channel, now, { bundles }] = await Promise.all([
      ask(`/v1/admin/channels/${task}`, { key: lookingKey() }),
      ask("/health/ready", { also: [503] }),
      ask("/v1/admin/bundles", { key: lookingKey() }),
    ]);
    const state = now.tasks.find((/** @type {any} */ one) => one.task === task);
    const choices = bundles.filter((/** @type {any} */ one) => one.task === task && one.digest !== channel.digest);
    const rollout = await rolloutOf(channel, redraw);
    place.replaceChildren(
      h("h2", { id: `task-${task}` }, task),
      h(
        "dl",
        { class: "facts-grid" },
        h(
          "div",
          {},
          h("dt", {}, "Active"),
          h("dd", {}, channel.digest ? digest(channel.digest, "the active bundle") : "–"),
        ),
        h("div", {}, h("dt", {}, "Channel"), h("dd", {}, channel.channel)),
        h("div", {}, h("dt", {}, "Policy"), h("dd", {}, channel.policy ?? "the bundle's own")),
        h("div", {}, h("dt", {}, "Since"), h("dd", {}, channel.updated_at ? moment(channel.updated_at) : "–")),
      ),
      stateOf(channel.digest, state?.serving ?? null, state?.problem),
      rollout ?? "",
      h("h3", {}, "History"),
      history(channel, redraw),
      key("operator") ? activation(channel, choices, redraw) : "",
    );
    // An isolate takes a move over in the background: look again until it has, or has refused.
    const settled = !state || state.problem || state.serving === channel.digest;
    if (!settled) setTimeout(() => place.isConnected && void redraw(), 1000);
  } catch (error) {
    place.replaceChildren(h("h2", { id: `task-${task}` }, task), errorNote(error));
  }
}

/** @param {string | null} active @param {string | null} serving @param {{ detail: string } | undefined} problem */
function stateOf(active, serving, problem) {
  if (active === null) return note("info", "Nothing is active.");
  if (active === serving)
    return h("p", { class: "selftest good" }, "Live: the active bundle serves, and ran just now.");
  const instead = serving
    ? h("p", {}, "Serving instead: ", digest(serving, "the bundle that serves"))
    : h("p", {}, "Nothing serves: callers get 503.");
  if (!problem) return note("info", h("p", {}, "The active bundle is being checked and loaded…"), instead);
  return note(
    "bad",
    h("p", {}, h("strong", { class: "title" }, "The active bundle does not serve."), ` ${problem.detail}`),
    instead,
  );
}

const taken =
  "Every isolate takes it over within 30 seconds, after checking signature, digests, gates and golden vectors. If someone else moved the task since this page was drawn, nothing happens. Not undone: answers that were given, rows of the audit trail, and what callers have stored.";

/** @param {any} channel @param {() => Promise<void>} redraw */
function history(channel, redraw) {
  if (channel.history.length === 0) return h("p", { class: "small" }, "It was never moved.");
  /** @type {Set<string>} */
  const offered = new Set([channel.digest]);
  const served = ["activate", "rollback", "promote"];
  const rows = channel.history.map((/** @type {any} */ move, /** @type {number} */ at) => {
    const back = served.includes(move.kind) && !offered.has(move.to_digest);
    if (served.includes(move.kind)) offered.add(move.to_digest);
    return h(
      "tr",
      {},
      h("td", {}, moment(move.at)),
      h("td", {}, move.kind, move.forced ? h("span", { class: "bad" }, " forced") : null),
      h(
        "td",
        { class: "digests" },
        move.from_digest ? digest(move.from_digest, "the bundle before") : "nothing",
        " → ",
        digest(move.to_digest, "the bundle after"),
      ),
      h("td", {}, h("code", {}, move.who)),
      h("td", { class: "why" }, move.why),
      h(
        "td",
        {},
        at === 0 && move.to_digest === channel.digest
          ? h("span", { class: "small" }, "now")
          : back && key("operator")
            ? h(
                "button",
                { type: "button", onclick: () => rollBack(channel, move.to_digest, redraw) },
                "Roll back to this",
              )
            : null,
      ),
    );
  });
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "group", "aria-label": `Release history of ${channel.task}` },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...["When", "Move", "From, to", "Who", "Why"].map((name) => h("th", { scope: "col" }, name)),
          h("td", {}),
        ),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}

/** @param {any} channel @param {string} to @param {() => Promise<void>} redraw */
function rollBack(channel, to, redraw) {
  void confirmMove({
    title: `Roll ${channel.task} back?`,
    button: "Roll back",
    danger: true,
    facts: [
      ["Now", channel.digest ?? "nothing"],
      ["Then", to],
      ...(channel.rollout
        ? [/** @type {[string, string]} */ ([`The ${channel.rollout.kind} ends`, channel.rollout.digest])]
        : []),
    ],
    says: taken,
    path: `/v1/admin/channels/${channel.task}/rollback`,
    body: ({ why }) => ({ to, why, expected_current: channel.digest }),
    look: { from: channel.digest, to },
    done: redraw,
  });
}

/** @param {any} channel @param {any[]} choices published bundles @param {() => Promise<void>} redraw */
function activation(channel, choices, redraw) {
  if (channel.rollout)
    return h("p", { class: "small" }, `While the ${channel.rollout.kind} runs, nothing else is activated.`);
  if (choices.length === 0) return h("p", { class: "small" }, "No other bundle of this task is published.");
  const id = `digest-${channel.task}`;
  const choice = h(
    "select",
    { id },
    ...choices.map((one) =>
      h(
        "option",
        { value: one.digest },
        `${one.digest.slice(0, 12)}, published ${new Date(one.published_at).toLocaleString()}`,
      ),
    ),
  );
  return h(
    "form",
    {
      class: "activate",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const to = choice.value;
        void confirmMove({
          title: `Move ${channel.task}?`,
          button: "Activate",
          facts: [
            ["Now", channel.digest ?? "nothing"],
            ["Then", to],
          ],
          says: taken,
          path: `/v1/admin/channels/${channel.task}/activate`,
          body: ({ why, share, kind }) => ({
            digest: to,
            why,
            expected_current: channel.digest,
            ...(kind !== "all" && { kind, share }),
          }),
          ways: channel.digest !== null,
          look: { from: channel.digest, to },
          done: redraw,
        });
      },
    },
    h("p", { class: "field wish" }, h("label", { for: id }, "Activate a published bundle"), choice),
    h("button", { type: "submit" }, "Activate…"),
  );
}
