// @ts-check
/** What serves a task, where it comes from, and what was measured. */
import { ask, lookingKey, servingModels } from "./api.js";
import { chain } from "./chain.js";
import { digest, errorNote, h, say } from "./dom.js";
import { gatesTable, headlines } from "./gates.js";
import { needsKey } from "./key.js";
import { readReport } from "./report.js";
import { signatureCard } from "./signature.js";

export const title = "Model";

/** @param {HTMLElement} into @param {() => void} openKeys */
export async function show(into, openKeys) {
  into.append(
    h("h1", {}, "Model"),
    h(
      "p",
      { class: "lead" },
      "From the suspect to the bytes that answer: what was done, what was measured, who vouches for it.",
    ),
  );
  if (!lookingKey())
    return void into.append(needsKey("Provenance is for whoever holds a key of this deployment.", openKeys));
  const models = await servingModels(lookingKey());
  if (models.length === 0) return void into.append(h("p", { class: "note" }, "No model serves here now."));

  const stage = h("div", {});
  const tabs = h("div", { class: "choice", role: "group", "aria-label": "Task" });
  let turn = 0;
  /** @param {any} model */
  const open = async (model) => {
    const mine = ++turn;
    for (const button of tabs.children) button.setAttribute("aria-pressed", String(button.textContent === model.task));
    stage.replaceChildren(h("p", { class: "small" }, "Reading…"));
    try {
      const provenance = await ask(`/v1/models/${model.task}/provenance`, { key: lookingKey() });
      if (mine === turn) stage.replaceChildren(...describe(model, provenance));
    } catch (error) {
      if (mine === turn) stage.replaceChildren(errorNote(error));
    }
  };
  tabs.append(...models.map((model) => h("button", { type: "button", onclick: () => open(model) }, model.task)));
  into.append(tabs, stage);
  await open(models[0]);
}

/** @param {any} model @param {any} provenance */
function describe(model, provenance) {
  const { manifest, report } = provenance;
  return [
    h(
      "section",
      { class: "card", "aria-labelledby": "serving" },
      h("h2", { id: "serving" }, model.name),
      h(
        "dl",
        { class: "facts-grid" },
        fact("Bundle", digest(model.digest, "the bundle")),
        fact("Channel", model.channel),
        fact("Labels", model.labels.join(", ")),
        fact("Reads", `${model.segments === 1 ? "one text" : "two texts"}, up to ${model.token_limit} tokens`),
        fact("Guard", `${model.policy} or stricter`),
        fact("Runtime", `${manifest.runtime.name} ${manifest.runtime.version}, ${manifest.runtime.backend}`),
      ),
      selfTest(model.task),
    ),
    headlines(report),
    h(
      "section",
      { class: "card", "aria-labelledby": "chain" },
      h("h2", { id: "chain" }, "How it came to be"),
      chain(provenance),
    ),
    h(
      "section",
      { class: "card", "aria-labelledby": "gates" },
      h("h2", { id: "gates" }, "Gates"),
      h(
        "p",
        {},
        "Measured on the shipped bytes, in the runtime that serves them. A bundle with a failed gate is not served.",
      ),
      gatesTable(manifest.gates, report),
    ),
    signatureCard(provenance),
    reportCard(model.task),
  ];
}

/** @param {string} name @param {import("./dom.js").Child} value */
function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

/** The deployment runs a golden vector when it is asked how it is. @param {string} task */
function selfTest(task) {
  const line = h("p", { class: "selftest", role: "status" }, "Running the golden self-test…");
  const button = h("button", { type: "button", onclick: () => run(true) }, "Run it again");
  /** @param {boolean} [loud] */
  async function run(loud) {
    button.disabled = true;
    try {
      const health = await ask("/health/ready", { also: [503] });
      const mine = health.tasks.find((/** @type {any} */ one) => one.task === task);
      const good = mine?.ran === true;
      line.className = `selftest ${good && !mine.problem ? "good" : "bad"}`;
      line.textContent = good
        ? "Golden self-test: this deployment's isolate gave the signed logits bit for bit."
        : "Golden self-test: not passed.";
      if (mine?.problem) line.textContent += ` ${mine.problem.detail}`;
      if (mine && mine.serving !== mine.active)
        line.textContent += ` The active bundle ${mine.active.slice(0, 12)} was refused; the last good one serves.`;
      if (loud) say(good ? "It passed." : "It did not pass.");
    } catch (error) {
      line.className = "selftest bad";
      line.textContent = `Golden self-test: ${/** @type {Error} */ (error).message}`;
    } finally {
      button.disabled = false;
    }
  }
  void run();
  return h("div", { class: "selftest-row" }, line, button);
}

/** The signed report, shown on demand: it is the larger part of this page. @param {string} task */
function reportCard(task) {
  const body = h("div", { class: "report" });
  let asked = false;
  const card = h(
    "details",
    {
      class: "card",
      ontoggle: async () => {
        if (!card.open || asked) return;
        asked = true;
        body.append(h("p", { class: "small" }, "Reading…"));
        try {
          const page = await ask(`/v1/models/${task}/report`, { key: lookingKey(), as: "text" });
          body.replaceChildren(
            h(
              "p",
              { class: "small" },
              "This is report.html of the bundle: its digest is under the signature. ",
              download(page, `${task}-report.html`),
            ),
            ...readReport(page),
          );
        } catch (error) {
          asked = false;
          body.replaceChildren(errorNote(error));
        }
      },
    },
    h("summary", {}, "The signed report, with plots"),
    body,
  );
  return card;
}

/** @param {string} text @param {string} name */
function download(text, name) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
    const link = h("a", { href: address, download: name });
    link.click();
    URL.revokeObjectURL(address);
  };
  return h("button", { type: "button", onclick: save }, "Save the file");
}
