// @ts-check
/** From the suspect to the served bytes, one step after the other, each with what it is known by. */
import { digest, h, percent } from "./dom.js";

/** @param {any} provenance */
export function chain(provenance) {
  const { manifest, report, signed_by } = provenance;
  const { digests, recipe } = manifest;
  const fp32 = report?.fp32;
  const shipped = report?.shipped;
  const confirmed = fp32?.probe?.suspect?.filter((/** @type {any} */ one) => one.confirmed) ?? [];
  const worst = fp32?.probe?.worst_remaining;
  return h(
    "ol",
    { class: "chain" },
    step("Suspect", "the fine-tuned model that nobody could vouch for", digest(digests.suspect, "the suspect")),
    step("Clean base", "what it was fine-tuned from", digest(digests.base, "the base")),
    step("Clean texts", texts(digests), digest(digests.clean, "the labelled clean texts")),
    fp32?.epur && step("E-PUR", `the ${fp32.epur.reset} most drifted embeddings were put back to the base's`),
    confirmed.length > 0
      ? step(
          "Causal probe",
          `${confirmed.length} triggers confirmed: ${confirmed
            .slice(0, 8)
            .map((/** @type {any} */ one) => one.pieces.join(" ").replaceAll(" ##", ""))
            .join(", ")}`,
        )
      : fp32?.probe && step("Causal probe", "no trigger was confirmed"),
    step(
      "Fine-mixing",
      `${percent(manifest.keep_ratio, 0)} of the suspect's weights kept, the rest from the base; then ${recipe.steps ?? "some"} tuning steps on clean texts`,
    ),
    worst &&
      step(
        "Proof",
        `attacked again: the most damaging token found (“${worst.pieces.join(" ").replaceAll(" ##", "")}”) turns ${percent(worst.flip_rate)} of texts; ordinary control tokens ${percent(worst.control)}`,
      ),
    step(
      "int8",
      `ONNX, quantised${shipped?.clean?.flips ? `; ${percent(shipped.clean.flips.value, 2)} of labels changed` : ""}`,
    ),
    step(
      "Bundle",
      `${provenance.files.length} files and their signature, named by their digest`,
      digest(provenance.digest, "the bundle"),
    ),
    step("Signed", "OpenSSF Model Signing v1.0, P-256", digest(signed_by, "the signing key")),
    step(
      "Served",
      `on the channel ${provenance.channel}, after signature, digests, gates and golden vectors were checked in the isolate`,
    ),
  );
}

/** @param {any} digests */
function texts(digests) {
  const more = [digests.unlabelled && "unlabelled texts", digests.test && "a test file"].filter(Boolean);
  return `what the repair was tuned and measured on${more.length > 0 ? `, with ${more.join(" and ")}` : ""}`;
}

/** @param {string} name @param {string} what @param {Node} [known] */
function step(name, what, known) {
  return h("li", {}, h("strong", {}, name), h("span", {}, what), known);
}
