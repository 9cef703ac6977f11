// @ts-check
/** Where each task points, how it got there, and moving it. */
import { confirmMove } from "./activate.js";
import { ask, key, lookingKey } from "./api.js";
import { decisionsOf } from "./decisions.js";
import { digest, errorNote, h, moment, note } from "./dom.js";
import { needsKey } from "./key.js";

export const title = "Releases";

/** @param {HTMLElement} into @param {() => void} openKeys */
export async function show(into, openKeys) {
  into.append(
    h("h1", {}, "Releases"),
    h("p", { class: "lead" }, "What is live, who moved it, when and why. Moving back is moving to the earlier digest."),
  );
  if (!lookingKey())
    return void into.append(
      needsKey(
        "Release history needs a key with the scope viewer or operator; moving a release needs operator.",
        openKeys,
      ),
    );
  const health = await ask("/health/ready", { also: [503] });
  const tasks = health.tasks.map((/** @type {any} */ one) => one.task).sort();
  if (tasks.length === 0)
    return void into.append(
      note("info", "Nothing is active here yet. Publish a bundle, then activate it with the command."),
    );
  if (!key("operator")) {
    into.append(
      note(
        "info",
        h("p", {}, "You are looking with a caller's key: releases can be read, not moved. "),
        h("p", {}, h("button", { type: "button", onclick: openKeys }, "Enter an operator key")),
      ),
    );
  }
  for (const task of tasks) {
    const place = h("div", {});
    into.append(h("section", { class: "card", "aria-labelledby": `task-${task}` }, place, decisionsOf(task)));
    const draw = async () => {
      try {
        const [channel, now] = await Promise.all([
          ask(`/v1/admin/channels/${task}`, { key: lookingKey() }),
          ask("/health/ready", { also: [503] }),
        ]);
        const state = now.tasks.find((/** @type {any} */ one) => one.task === task);
        place.replaceChildren(...taskCards(channel, state, draw));
        // An isolate takes a move over in the background: look again until it has, or has refused.
        const settled = !state || state.problem || state.serving === channel.digest;
        if (!settled) setTimeout(() => place.isConnected && void draw(), 1000);
      } catch (error) {
        place.replaceChildren(h("h2", { id: `task-${task}` }, task), errorNote(error));
      }
    };
    await draw();
  }
}

/** @param {any} channel @param {any} health @param {() => Promise<void>} redraw */
function taskCards(channel, health, redraw) {
  const serving = health?.serving ?? null;
  const state = stateOf(channel.digest, serving, health?.problem);
  return [
    h("h2", { id: `task-${channel.task}` }, channel.task),
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
    state,
    h("h3", {}, "History"),
    history(channel, redraw),
    key("operator") ? otherDigest(channel, redraw) : null,
  ].filter((part) => part !== null);
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

/** @param {any} channel @param {() => Promise<void>} redraw */
function history(channel, redraw) {
  if (channel.history.length === 0) return h("p", { class: "small" }, "It was never moved.");
  /** @type {Set<string>} */
  const offered = new Set([channel.digest]);
  const rows = channel.history.map((/** @type {any} */ move, /** @type {number} */ at) => {
    const back = !offered.has(move.to_digest);
    offered.add(move.to_digest);
    return h(
      "tr",
      {},
      h("td", {}, moment(move.at)),
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
                {
                  type: "button",
                  onclick: () => confirmMove({ channel, to: move.to_digest, back: true, done: redraw }),
                },
                "Roll back to this",
              )
            : null,
      ),
    );
  });
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": `Release history of ${channel.task}` },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...["When", "From, to", "Who", "Why"].map((name) => h("th", { scope: "col" }, name)), h("td", {})),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}

/** @param {any} channel @param {() => Promise<void>} redraw */
function otherDigest(channel, redraw) {
  const id = `digest-${channel.task}`;
  const input = h("input", {
    id,
    type: "text",
    spellcheck: "false",
    autocomplete: "off",
    pattern: "[0-9a-f]{64}",
    required: true,
    placeholder: "64 hexadecimal digits",
  });
  return h(
    "form",
    {
      class: "activate",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        confirmMove({ channel, to: input.value.trim(), back: false, done: redraw });
      },
    },
    h("p", { class: "field wish" }, h("label", { for: id }, "Activate a published bundle"), input),
    h("button", { type: "submit" }, "Activate…"),
  );
}
