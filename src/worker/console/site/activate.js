// @ts-check
/** Moving a release: shows what is there, says what will not be undone, asks why, and only then moves. */
import { ask, key } from "./api.js";
import { errorNote, h, say } from "./dom.js";

/**
 * @param {{ channel: any, to: string, back: boolean, done: () => Promise<void> }} move
 */
export async function confirmMove({ channel, to, back, done }) {
  const why = h("input", { id: "why", type: "text", required: true, maxlength: 500, autocomplete: "off" });
  const trouble = h("div", {});
  const go = h("button", { type: "submit", class: back ? "danger" : "primary" }, back ? "Roll back" : "Activate");
  const published = h("p", { class: "small" }, "Looking whether it is published…");
  const dialog = h(
    "dialog",
    { "aria-labelledby": "move-title" },
    h(
      "form",
      {
        onsubmit: async (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          go.disabled = true;
          try {
            const { changed } = await ask(`/v1/admin/channels/${channel.task}/activate`, {
              key: key("operator"),
              body: { digest: to, why: why.value.trim(), expected_current: channel.digest },
            });
            dialog.close();
            say(
              changed ? `${channel.task} points to ${to.slice(0, 12)} now.` : "It was active already; nothing moved.",
            );
            await done();
          } catch (error) {
            trouble.replaceChildren(errorNote(error));
            go.disabled = false;
          }
        },
      },
      h("h2", { id: "move-title" }, back ? `Roll ${channel.task} back?` : `Move ${channel.task}?`),
      h(
        "dl",
        { class: "move" },
        h("dt", {}, "Now"),
        h("dd", {}, h("code", {}, channel.digest ?? "nothing")),
        h("dt", {}, "Then"),
        h("dd", {}, h("code", {}, to)),
      ),
      published,
      h(
        "p",
        { class: "small" },
        "Every isolate takes it over within seconds, after checking signature, digests, gates and golden vectors. Answers already given stay given. If someone else moved the task since this page was drawn, nothing happens.",
      ),
      h("p", { class: "field" }, h("label", { for: "why" }, "Why? It stays in the history."), why),
      trouble,
      h("p", { class: "actions" }, go, h("button", { type: "button", onclick: () => dialog.close() }, "Cancel")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  why.focus();
  try {
    const bundle = await ask(`/v1/admin/bundles/${to}`, { key: key("operator") });
    published.textContent = `Published ${new Date(bundle.published_at).toLocaleString()} by ${bundle.published_by}, for the task ${bundle.task}, ${(bundle.bytes / 1e6).toFixed(1)} MB.`;
  } catch (error) {
    published.textContent = "";
    trouble.replaceChildren(errorNote(error));
  }
}
