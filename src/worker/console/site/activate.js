// @ts-check
/** Moving a release: shows what is there, says what will not be undone, asks why, and only then moves. */
import { ask, key, Problem } from "./api.js";
import { changesOf } from "./changes.js";
import { errorNote, h, moment, note, say } from "./dom.js";

/**
 * @typedef {object} Move
 * @property {string} title
 * @property {string} button
 * @property {boolean} [danger]
 * @property {[string, string][]} facts what is now and what will be
 * @property {string} says what it means, and what it does not undo
 * @property {string} path where the move is sent
 * @property {(fields: { why: string, share: number, kind: string }) => object} body
 * @property {boolean} [ways] whether it may also begin as a canary or shadow
 * @property {() => Promise<void>} done
 * @property {{ from: string | null, to: string }} [look] digests: what changes between them is shown
 * @property {Node | null} [beside] more to decide by
 */

/** @param {Move} move */
export async function confirmMove(move) {
  const why = h("input", { id: "why", type: "text", required: true, maxlength: 500, autocomplete: "off" });
  const kind = h(
    "select",
    { id: "kind" },
    h("option", { value: "all" }, "all traffic at once"),
    h("option", { value: "canary" }, "a canary: some callers first"),
    h("option", { value: "shadow" }, "a shadow: sees requests, answers nobody"),
  );
  const share = h("input", { id: "share", type: "number", min: 1, max: 100, value: 5 });
  const shareRow = h("p", { class: "field", hidden: true }, h("label", { for: "share" }, "Share in percent"), share);
  kind.addEventListener("change", () => {
    shareRow.hidden = kind.value === "all";
  });
  /** Decisions that only an operator can take, offered once the deployment has asked for one. */
  const force = check("force", "Past the limits of this host. My reason stays on record.");
  const labels = check("labels", "The labels are others than those that serve now, and callers know.");
  const trouble = h("div", {});
  const looked = h("div", { class: "looked", "aria-live": "polite" });
  const go = h("button", { type: "submit", class: move.danger ? "danger" : "primary" }, move.button);
  const dialog = h(
    "dialog",
    { "aria-labelledby": "move-title", class: "broad" },
    h(
      "form",
      {
        onsubmit: async (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          go.disabled = true;
          const fields = { why: why.value.trim(), share: Number(share.value) / 100, kind: kind.value };
          const taken = {
            ...(force.input.checked && { force: true }),
            ...(labels.input.checked && { accept_labels: true }),
          };
          const path = move.ways && fields.kind !== "all" ? move.path.replace(/activate$/, "rollout") : move.path;
          try {
            const { changed } = await ask(path, { key: key("operator"), body: { ...move.body(fields), ...taken } });
            dialog.close();
            say(changed ? "Done." : "It was so already; nothing moved.");
            await move.done();
          } catch (error) {
            force.row.hidden = !asksFor(error, "--force");
            labels.row.hidden = !asksFor(error, "--accept-labels");
            const decide = !force.row.hidden || !labels.row.hidden;
            trouble.replaceChildren(decide ? openDecisions(/** @type {Problem} */ (error)) : errorNote(error));
            go.disabled = false;
          }
        },
      },
      h("h2", { id: "move-title" }, move.title),
      h(
        "dl",
        { class: "move" },
        ...move.facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, h("code", {}, value))]),
      ),
      looked,
      move.beside,
      h("p", { class: "small" }, move.says),
      move.ways ? h("p", { class: "field" }, h("label", { for: "kind" }, "Begin with"), kind) : null,
      move.ways ? shareRow : null,
      h("p", { class: "field" }, h("label", { for: "why" }, "Why? It stays in the history."), why),
      trouble,
      force.row,
      labels.row,
      h("p", { class: "actions" }, go, h("button", { type: "button", onclick: () => dialog.close() }, "Cancel")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  why.focus();
  if (!move.look) return;
  looked.replaceChildren(h("p", { class: "small" }, "Comparing…"));
  const { from, to } = move.look;
  /** @param {string} digest */
  const inspect = (digest) => ask(`/v1/admin/bundles/${digest}/inspect`, { key: key("operator") });
  try {
    const [now, next] = await Promise.all([from === null || from === to ? null : inspect(from), inspect(to)]);
    looked.replaceChildren(
      h("p", { class: "small" }, "Published ", moment(next.published_at), ` by ${next.published_by}.`),
      ...changesOf(now, next),
    );
  } catch (error) {
    looked.replaceChildren();
    trouble.replaceChildren(errorNote(error));
  }
}

/** Whether the deployment would move if the operator said so. @param {unknown} error @param {string} option of the command */
function asksFor(error, option) {
  return error instanceof Problem && error.kind === "release-refused" && error.message.includes(option);
}

/** @param {Problem} problem */
function openDecisions({ title, body }) {
  return note(
    "bad",
    h("p", {}, h("strong", { class: "title" }, title)),
    h("ul", {}, ...(body.offenders ?? []).map((/** @type {string} */ about) => h("li", {}, about))),
    h("p", {}, "Tick what you have decided, and send it again."),
  );
}

/** @param {string} id @param {string} label */
function check(id, label) {
  const input = h("input", { type: "checkbox", id });
  return { input, row: h("p", { class: "check", hidden: true }, input, h("label", { for: id }, label)) };
}
