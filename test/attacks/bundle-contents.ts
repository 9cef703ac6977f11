/** Contents that a trusted key really signed, and that are refused all the same. */
import { editJson, type Files, resign } from "../unit/bundle-support.ts";
import type { BundleAttack } from "./bundle-case.ts";

const signed = (
  name: string,
  names: readonly string[],
  change: (files: Files) => void,
  kind: BundleAttack["kind"] = "bundle-schema",
): BundleAttack => ({
  name,
  async tamper(files, key) {
    change(files);
    await resign(files, key);
  },
  kind,
  names,
});

const json = (name: string, names: readonly string[], file: string, edit: (value: any) => void): BundleAttack =>
  signed(name, [file, ...names], (files) => editJson(files, file, edit));

export const attacks: readonly BundleAttack[] = [
  json("a downgraded manifest", ["downgrade"], "epure.json", (one) => (one.schema_version = 0)),
  json("a manifest of the future", ["newer"], "epure.json", (one) => (one.schema_version = 2)),
  json("a downgraded guard", ["downgrade"], "guard.json", (one) => (one.schema_version = 0)),
  json("no schema version", ["schema_version"], "epure.json", (one) => delete one.schema_version),
  json("an unknown field", ["surprise"], "epure.json", (one) => (one.surprise = 1)),
  json("a gate that lies", ["passed must be"], "epure.json", (one) => (one.gates[0].value = 0.5)),
  json("a gate that was never measured, called passed", ["passed"], "epure.json", (one) => (one.gates[0].value = null)),
  json("no gates", ["gates"], "epure.json", (one) => (one.gates = [])),
  json("one gate twice", ["unique"], "epure.json", (one) => one.gates.push(one.gates[0])),
  json("one label", ["labels"], "epure.json", (one) => (one.labels = ["positive"])),
  json("the same label twice", ["unique"], "epure.json", (one) => (one.labels = ["same", "same"])),
  json(
    "too many labels",
    ["labels"],
    "epure.json",
    (one) => (one.labels = Array.from({ length: 999 }, (_, i) => `${i}`)),
  ),
  json("a token limit of a million", ["token_limit"], "epure.json", (one) => (one.token_limit = 1_000_000)),
  json("a task that is a path", ["task"], "epure.json", (one) => (one.task = "../sentiment")),
  json("an unknown policy", ["default_policy"], "epure.json", (one) => (one.guard.default_policy = "off")),
  json("another runtime", ["runtime"], "epure.json", (one) => (one.runtime.name = "onnxruntime-node")),
  json("a digest that is none", ["digests.base"], "epure.json", (one) => (one.digests.base = "abc")),
  json("a drift table elsewhere", ["file"], "guard.json", (one) => (one.drift.file = "../guard.bin")),
  json("a set that can never match", ["min_match"], "guard.json", (one) => (one.triggers[2].min_match = 9)),
  json("a trigger without tokens", ["ids"], "guard.json", (one) => (one.triggers[0].ids = [])),
  json("two triggers of one id", ["unique"], "guard.json", (one) => (one.triggers[1].id = one.triggers[0].id)),
  json("a negative threshold", ["threshold"], "guard.json", (one) => (one.calibration.threshold = -1)),
  json("a threshold outside its curve", ["threshold"], "guard.json", (one) => (one.calibration.threshold = 4.1)),
  json("a threshold without a curve", ["threshold"], "guard.json", (one) => (one.calibration.curve = [])),
  json("a curve that rises", ["curve"], "guard.json", (one) => one.calibration.curve.reverse()),
  json("a threshold from too few texts", ["fewer texts"], "guard.json", (one) => (one.calibration.texts = 999)),
  json("no calibration", ["calibration"], "guard.json", (one) => delete one.calibration),
  json("a logit that is no float32", ["float32"], "golden.json", (one) => (one.cases[0].logits[0] = 0.1)),
  json("no golden cases", ["cases"], "golden.json", (one) => (one.cases = [])),
  json("ids and types of two lengths", ["one length"], "golden.json", (one) => one.cases[0].type_ids.pop()),
  signed("a trigger outside the vocabulary", ["vocabulary"], (files) =>
    editJson(files, "guard.json", (one) => (one.triggers[0].ids = [5000])),
  ),
  signed("a trigger for a label that does not exist", ["label"], (files) =>
    editJson(files, "guard.json", (one) => (one.triggers[0].target = 9)),
  ),
  signed("a guard for another vocabulary", ["guard.json is for"], (files) =>
    editJson(files, "guard.json", (one) => (one.vocab_size = 150)),
  ),
  signed(
    "a drift table too short",
    ["guard.bin"],
    (files) => void files.set("guard.bin", (files.get("guard.bin") as Uint8Array).slice(1)),
  ),
  signed("a golden case with one logit too many", ["one logit per label"], (files) =>
    editJson(files, "golden.json", (one) => one.cases[0].logits.push(0.5)),
  ),
  signed("a golden pair for single texts", ["1 texts"], (files) =>
    editJson(files, "golden.json", (one) => (one.cases[0].second = "b")),
  ),
  signed("golden vectors of another runtime", ["runtime"], (files) =>
    editJson(files, "golden.json", (one) => (one.runtime = "onnxruntime-node 1.30.0 cpu")),
  ),
  signed(
    "a manifest that is not UTF-8",
    ["epure.json", "UTF-8"],
    (files) => void files.set("epure.json", Uint8Array.from([0x7b, 0xff, 0x7d])),
  ),
  signed(
    "a manifest that is not JSON",
    ["epure.json"],
    (files) => void files.set("epure.json", new TextEncoder().encode("{schema_version: 1}")),
  ),
];
