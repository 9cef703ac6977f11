/** What a bundle costs, measured here in the same WASM runtime, beside what is predicted from its size and shape. */
import { budgetConstants, judgeBudget, predict } from "../shared/budget.ts";
import type { OpenBundle } from "../shared/bundle/open.ts";
import { workersLimits } from "../shared/workers-limits.ts";

export interface Measured {
  /** WASM heap that the session and inputs of the token limit added. */
  readonly heap_bytes: number;
  /** Median CPU milliseconds of one text of the token limit, on this machine. */
  readonly session_ms: number;
}

const runs = 5;

/** Loads the model alone, and runs texts of the token limit. For a process that has loaded no other model. */
export async function measure(bundle: OpenBundle): Promise<Measured> {
  const { createSession, wasmHeapBytes } = await import("./ort-node.ts");
  const before = wasmHeapBytes();
  const session = await createSession({
    graph: await bundle.read("model.onnx"),
    weights: await bundle.read("model.onnx.data"),
  });
  try {
    const ids = new Int32Array(bundle.manifest.token_limit).fill(1);
    const typeIds = new Int32Array(ids.length);
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const start = process.cpuUsage();
      await session.run(ids, typeIds);
      const { user, system } = process.cpuUsage(start);
      times.push((user + system) / 1000);
    }
    times.sort((a, b) => a - b);
    return { heap_bytes: wasmHeapBytes() - before, session_ms: times[runs >> 1] as number };
  } finally {
    await session.release();
  }
}

/** The budget of an isolate that holds `together` such models, by the worse of prediction and measurement. */
export function budgetOf(
  bundle: OpenBundle,
  weightsBytes: number,
  measured: Measured,
  together: number,
  scriptBytes?: number,
) {
  const { architecture, token_limit: tokenLimit } = bundle.manifest;
  const predicted = predict({ weightsBytes, architecture, tokenLimit });
  const worse = {
    heap_bytes: Math.max(predicted.heap_bytes, measured.heap_bytes),
    session_ms: Math.max(predicted.session_ms, measured.session_ms),
  };
  const lines = judgeBudget(Array(together).fill(worse), { scriptBytes });
  return {
    limits_as_of: workersLimits.asOf,
    together,
    batch: budgetConstants.batch,
    predicted,
    measured,
    lines,
    passed: lines.every((line) => line.passed),
  };
}
