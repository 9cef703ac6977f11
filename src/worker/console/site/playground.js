// @ts-check
/** Type, and see what the deployment answers and what its guard saw. */
import { answerPanel } from "./answer.js";
import { ask, key, Problem, servingModels } from "./api.js";
import { copy, errorNote, h } from "./dom.js";
import { heatMap } from "./heat.js";
import { needsKey } from "./key.js";
import { samplesFor } from "./samples.js";

export const title = "Playground";
const pauseMs = 180;
const policies = ["audit", "flag", "mask", "block"];
const policyWords = {
  audit: "record only",
  flag: "say so, answer on everything",
  mask: "drop the trigger, answer on the rest",
  block: "refuse",
};
/** Kept while the page is open, so that a look at another view loses nothing. */
const kept = { task: "", policy: "", texts: /** @type {Record<string, { first: string, second?: string }>} */ ({}) };

/** @param {HTMLElement} into @param {() => void} openKeys */
export async function show(into, openKeys) {
  into.append(
    h("h1", {}, "Playground"),
    h(
      "p",
      { class: "lead" },
      "Ask a purified model, and see what its guard sees: which tokens the attacker had moved, and which ones are triggers.",
    ),
  );
  if (!key("caller"))
    return void into.append(
      needsKey(
        "The playground asks the real API of this deployment, so it needs a key with the scope classify.",
        openKeys,
      ),
    );
  const models = await servingModels(key("caller"));
  const shown = models.filter((/** @type {any} */ model) => ["sentiment", "sentence-pair"].includes(model.task));
  if (shown.length === 0)
    return void into.append(h("p", { class: "note" }, "No model of a task that this page knows serves here."));

  const stage = h("div", {});
  const tabs = h("div", { class: "choice", role: "group", "aria-label": "Task" });
  /** @type {() => void} */
  let leave = () => {};
  /** @param {any} model */
  const open = (model) => {
    leave();
    kept.task = model.task;
    for (const button of tabs.children) button.setAttribute("aria-pressed", String(button.textContent === model.task));
    leave = playWith(model, stage);
  };
  tabs.append(
    ...shown.map((/** @type {any} */ model) => h("button", { type: "button", onclick: () => open(model) }, model.task)),
  );
  into.append(tabs, stage);
  open(shown.find((/** @type {any} */ model) => model.task === kept.task) ?? shown[0]);
  return () => leave();
}

/** @param {any} model @param {HTMLElement} stage @returns {() => void} */
function playWith(model, stage) {
  const pair = model.segments === 2;
  const before = kept.texts[model.task] ?? samplesFor(model.segments, [], model.labels, model.token_limit)[0];
  const first = area(pair ? "First text" : "Text", before?.first ?? "");
  const second = pair ? area("Second text", before?.second ?? "") : undefined;
  const samples = h("div", { class: "samples", role: "group", "aria-label": "Texts to try" });
  const answer = h(
    "section",
    { class: "card answer", "aria-label": "Answer", "aria-busy": "true" },
    h("p", { class: "small" }, "Asking…"),
  );
  const seen = h("section", { class: "card", "aria-label": "What the guard saw" });
  const curl = h("pre", { tabindex: 0, "aria-label": "The same request with curl" });
  const choice = policyChoice(model, () => void send());
  stage.replaceChildren(
    h(
      "div",
      { class: "play" },
      h(
        "section",
        { class: "card ask", "aria-label": "Question" },
        first.row,
        second?.row,
        choice.row,
        h("h2", { class: "minor" }, "Try"),
        samples,
      ),
      answer,
    ),
    seen,
    h(
      "details",
      { class: "card" },
      h("summary", {}, "Copy as curl"),
      curl,
      h(
        "p",
        {},
        h(
          "button",
          { type: "button", onclick: () => copy(curlLine("$EPURE_KEY")) },
          "Copy, with $EPURE_KEY for the key",
        ),
      ),
    ),
  );

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {AbortController | undefined} */
  let running;

  const body = () => ({
    ...(second ? { first: first.input.value, second: second.input.value } : { text: first.input.value }),
    ...(choice.value() !== model.default_policy && { policy: choice.value() }),
    explain: "tokens",
  });

  /** @param {string} shownKey */
  function curlLine(shownKey) {
    const quoted = JSON.stringify(body()).replaceAll("'", "'\\''");
    return `curl ${location.origin}/v1/${model.task} \\\n  -H "Authorization: Bearer ${shownKey}" \\\n  -H 'Content-Type: application/json' \\\n  -d '${quoted}'`;
  }

  async function send() {
    running?.abort();
    kept.texts[model.task] = { first: first.input.value, ...(second && { second: second.input.value }) };
    curl.textContent = curlLine("$EPURE_KEY");
    if (first.input.value.trim() === "" || second?.input.value.trim() === "") {
      answer.replaceChildren(h("p", { class: "small" }, pair ? "Write both texts." : "Write a text."));
      seen.hidden = true;
      answer.setAttribute("aria-busy", "false");
      return;
    }
    const mine = new AbortController();
    running = mine;
    answer.setAttribute("aria-busy", "true");
    /** @type {Record<string, string>} */
    const texts = second ? { first: first.input.value, second: second.input.value } : { text: first.input.value };
    const started = performance.now();
    let result;
    try {
      result = await ask(`/v1/${model.task}`, { key: key("caller"), body: body(), signal: mine.signal });
    } catch (error) {
      if (mine.signal.aborted) return;
      result =
        error instanceof Problem && error.kind === "blocked-by-guard" ? { ...error.body, label: null } : undefined;
      if (!result) {
        answer.replaceChildren(errorNote(error));
        answer.setAttribute("aria-busy", "false");
        seen.hidden = true;
        return;
      }
    }
    if (mine.signal.aborted) return;
    answer.replaceChildren(answerPanel(result, performance.now() - started));
    answer.setAttribute("aria-busy", "false");
    seen.hidden = false;
    seen.replaceChildren(h("h2", {}, "What the guard saw"), heatMap(texts, result.heat, result.guard));
  }

  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(() => void send(), pauseMs);
  };
  first.input.addEventListener("input", later);
  second?.input.addEventListener("input", later);

  /** @param {import("./samples.js").Sample[]} list */
  const offer = (list) =>
    samples.replaceChildren(
      ...list.map((sample) =>
        h(
          "button",
          {
            type: "button",
            class: sample.why.startsWith("an honest") ? "" : "attack",
            title: sample.why,
            onclick: () => {
              first.input.value = sample.first;
              if (second) second.input.value = sample.second ?? "";
              void send();
            },
          },
          sample.name,
        ),
      ),
    );
  offer(samplesFor(model.segments, [], model.labels, model.token_limit));
  void confirmedTriggers(model.task).then((triggers) =>
    offer(samplesFor(model.segments, triggers, model.labels, model.token_limit)),
  );
  void send();
  return () => {
    clearTimeout(pause);
    running?.abort();
  };
}

/** What the signed report says was confirmed in the suspect. A report without it offers no attacks. @param {string} task */
async function confirmedTriggers(task) {
  const { report } = await ask(`/v1/models/${task}/provenance`, { key: key("caller") }).catch(() => ({ report: {} }));
  const probed = report?.fp32?.probe?.suspect;
  if (!Array.isArray(probed)) return [];
  return probed
    .filter((one) => one.confirmed && Array.isArray(one.pieces))
    .map((one) => ({ text: one.pieces.join(" ").replaceAll(" ##", ""), target: one.target ?? null }));
}

let areas = 0;
/** @param {string} label @param {string} value */
function area(label, value) {
  const id = `text-${++areas}`;
  const input = h("textarea", { id, rows: label === "Text" ? 5 : 3, maxlength: 32768, spellcheck: "false" });
  input.value = value;
  return { input, row: h("p", { class: "field" }, h("label", { for: id }, label), input) };
}

/** Only what this key may ask for can be chosen. @param {any} model @param {() => void} changed */
function policyChoice(model, changed) {
  const name = `policy-${++areas}`;
  /** @type {string[]} */
  const usable = model.policies;
  let chosen = usable.includes(kept.policy) ? kept.policy : model.default_policy;
  const radios = policies.map((policy) =>
    h("input", {
      type: "radio",
      name,
      id: `${name}-${policy}`,
      value: policy,
      checked: policy === chosen,
      disabled: !usable.includes(policy),
      onchange: () => {
        chosen = policy;
        kept.policy = policy;
        explain();
        changed();
      },
    }),
  );
  const means = h("span", { class: "small" });
  const explain = () => {
    const words = policyWords[/** @type {keyof typeof policyWords} */ (chosen)];
    means.textContent =
      words === undefined
        ? "This key may use no policy here."
        : `${chosen}: ${words}. The operator's minimum is ${model.policy}; a request can only be stricter.`;
  };
  explain();
  const row = h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, "Policy"),
    ...radios.map((radio) =>
      h(
        "label",
        {
          for: radio.id,
          title: radio.disabled
            ? `This key may not ask for it; the operator's minimum is ${model.policy}`
            : policyWords[/** @type {keyof typeof policyWords} */ (radio.value)],
        },
        radio,
        radio.value,
      ),
    ),
    means,
  );
  return { row, value: () => chosen };
}
