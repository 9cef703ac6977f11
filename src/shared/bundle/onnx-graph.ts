/**
 * What must be known of `model.onnx` before a runtime sees it: where its tensors claim to live, and what goes in and
 * out. Field numbers are those of onnx.proto3 (IR version 10).
 */
import { EpureError } from "../errors.ts";
import { fields, text, WireError } from "./protobuf.ts";

/** The only place external weights may live. */
export const WEIGHTS_FILE = "model.onnx.data";

type MessageName = keyof typeof children;

/** Which fields of a message hold messages that may, somewhere below, hold a tensor. */
const children = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node", 11: "attribute" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
} as const satisfies Record<string, Record<number, string>>;

const maxDepth = 32;

interface Findings {
  inputs: string[];
  outputs: string[];
  problems: string[];
}

/**
 * Check the graph: external data only in `model.onnx.data` and inside its bounds, inputs and outputs as the format
 * says.
 * @param weightsBytes size of `model.onnx.data`
 * @throws EpureError `bundle-invalid`, naming each offender
 */
export function checkGraph(model: Uint8Array, weightsBytes: number): void {
  const found: Findings = { inputs: [], outputs: [], problems: [] };
  try {
    walk(model, "model", 0, weightsBytes, found);
    readEnds(model, found);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    found.problems.push(`it is not an ONNX model (${error.message})`);
  }
  if (found.problems.length === 0) {
    const inputs = found.inputs.sort().join(", ");
    if (inputs !== "input_ids, token_type_ids") {
      found.problems.push(`its inputs are (${inputs}), not (input_ids, token_type_ids)`);
    }
    if (found.outputs.join(", ") !== "logits") found.problems.push(`its outputs are (${found.outputs}), not (logits)`);
  }
  if (found.problems.length > 0) {
    throw new EpureError("bundle-invalid", {
      what: `model.onnx is refused: ${[...new Set(found.problems)].slice(0, 10).join("; ")}.`,
      why: `A graph may read nothing but ${WEIGHTS_FILE}.`,
      fix: "Build the bundle again with `epure purify`.",
      offenders: ["model.onnx"],
    });
  }
}

function walk(message: Uint8Array, name: MessageName, depth: number, weightsBytes: number, found: Findings): void {
  if (depth > maxDepth) throw new WireError("it is nested too deeply");
  if (name === "tensor") checkTensor(message, weightsBytes, found);
  const below: Record<number, MessageName> = children[name];
  for (const field of fields(message)) {
    const child = below[field.number];
    if (!child) continue;
    if (typeof field.value === "number") throw new WireError("a message is not one");
    walk(field.value, child, depth + 1, weightsBytes, found);
  }
}

/** TensorProto: external_data = 13 (repeated key/value pairs), data_location = 14 (1: external). */
function checkTensor(tensor: Uint8Array, weightsBytes: number, found: Findings): void {
  const entries = new Map<string, string>();
  let external = false;
  for (const { number, value } of fields(tensor)) {
    if (number === 14) external = value !== 0;
    if (number !== 13 || typeof value === "number") continue;
    external = true;
    let key = "";
    let content = "";
    for (const part of fields(value)) {
      if (part.number === 1) key = text(part.value);
      if (part.number === 2) content = text(part.value);
    }
    entries.set(key, content);
  }
  if (!external) return;
  const location = entries.get("location");
  if (location !== WEIGHTS_FILE) {
    found.problems.push(`a tensor claims to live in ${JSON.stringify(location ?? "")}`);
    return;
  }
  const offset = Number(entries.get("offset") ?? "0");
  const length = Number(entries.get("length") ?? "0");
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!valid || offset + length > weightsBytes) {
    found.problems.push(`a tensor lies outside ${WEIGHTS_FILE} (offset ${offset}, length ${length})`);
  }
}

/** ModelProto.graph = 7; GraphProto.input = 11, output = 12; ValueInfoProto.name = 1. */
function readEnds(model: Uint8Array, found: Findings): void {
  for (const { number, value } of fields(model)) {
    if (number !== 7 || typeof value === "number") continue;
    for (const field of fields(value)) {
      if (typeof field.value === "number" || (field.number !== 11 && field.number !== 12)) continue;
      for (const part of fields(field.value)) {
        if (part.number === 1) (field.number === 11 ? found.inputs : found.outputs).push(text(part.value));
      }
    }
  }
}
