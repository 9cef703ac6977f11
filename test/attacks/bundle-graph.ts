/** Graphs that a trusted key really signed, and that reach for what they may not have. */
import { type Files, resign } from "../unit/bundle-support.ts";
import type { BundleAttack } from "./bundle-case.ts";

/** Replace bytes of the graph by as many others, so that every length in the file still fits. */
function replaceInGraph(files: Files, from: string, to: string): void {
  if (from.length !== to.length) throw new Error("lengths must agree");
  const graph = files.get("model.onnx") as Uint8Array;
  const text = Array.from(graph, (byte) => String.fromCharCode(byte)).join("");
  if (!text.includes(from)) throw new Error(`the graph does not hold ${from}`);
  files.set(
    "model.onnx",
    Uint8Array.from(text.replaceAll(from, to), (char) => char.charCodeAt(0)),
  );
}

const graph = (name: string, names: readonly string[], change: (files: Files) => void): BundleAttack => ({
  name,
  async tamper(files, key) {
    change(files);
    await resign(files, key);
  },
  kind: "bundle-invalid",
  names: ["model.onnx", ...names],
});

export const attacks: readonly BundleAttack[] = [
  graph("weights in a parent folder", ["../../etc/hosts"], (files) =>
    replaceInGraph(files, "model.onnx.data", "../../etc/hosts"),
  ),
  graph("weights in another file of the bundle", ["tokenizer.json."], (files) =>
    replaceInGraph(files, "model.onnx.data", "tokenizer.json."),
  ),
  graph(
    "weights that were cut off",
    ["lies outside"],
    (files) => void files.set("model.onnx.data", (files.get("model.onnx.data") as Uint8Array).slice(0, -64)),
  ),
  graph("another input", ["input_idz"], (files) => replaceInGraph(files, "input_ids", "input_idz")),
  graph("another output", ["(logitz)"], (files) => replaceInGraph(files, "logits", "logitz")),
  graph(
    "a graph cut off",
    ["not an ONNX model"],
    (files) => void files.set("model.onnx", (files.get("model.onnx") as Uint8Array).slice(0, -5)),
  ),
  graph("no graph at all", ["inputs"], (files) => void files.set("model.onnx", new Uint8Array())),
  graph(
    "text instead of a graph",
    ["not an ONNX model"],
    (files) => void files.set("model.onnx", new TextEncoder().encode("<!doctype html><title>model</title>")),
  ),
  graph("a graph nested beyond reason", ["nested"], (files) => void files.set("model.onnx", nested(64))),
];

/** A model whose graph holds a node whose attribute holds a graph, and so on. */
function nested(levels: number): Uint8Array {
  let graph: number[] = [];
  const field = (number: number, body: number[]) => [(number << 3) | 2, ...varint(body.length), ...body];
  for (let level = 0; level < levels; level++) graph = field(1, field(5, field(6, graph)));
  return Uint8Array.from(field(7, graph));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
