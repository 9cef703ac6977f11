/**
 * What a model will cost in a Worker, before it is there: WASM heap and CPU time predicted from its size and shape, and
 * judged by the published limits. The constants are measured (bench/operations); predictions are upper estimates.
 */
import type { Manifest } from "./bundle/manifest.ts";
import { spareBytes, workersLimits } from "./workers-limits.ts";

export const budgetConstants = {
  /** WASM heap of a session per byte of weights, after inputs of the token limit: 23.4 MB -> 33 to 36 MB measured. */
  heapPerWeightByte: 1.5,
  /** WASM heap of the runtime before any session, and JavaScript heap of the Worker with tokenizer and guard. */
  runtimeBytes: 4 * 1024 * 1024,
  javascriptBytes: 14 * 1024 * 1024,
  /** Multiply-accumulates per millisecond of int8 in workerd: MiniLM-L6 at 256 tokens takes 185 to 220 ms there. */
  macsPerMs: 14_000_000,
  /** Texts in the largest request (the API's batch limit). */
  batch: 32,
} as const;

export interface ModelSize {
  readonly weightsBytes: number;
  readonly architecture: Manifest["architecture"];
  readonly tokenLimit: number;
}

export interface Prediction {
  /** WASM heap that its session adds. */
  readonly heap_bytes: number;
  /** CPU of one text of the token limit. */
  readonly session_ms: number;
}

/** Encoder cost: 12 h^2 multiply-accumulates a token and layer (attention and a feed-forward of 4 h), and 2 h S for the scores. */
export function predict({ weightsBytes, architecture: { layers, hidden }, tokenLimit }: ModelSize): Prediction {
  const macs = layers * tokenLimit * (12 * hidden * hidden + 2 * hidden * tokenLimit);
  return {
    heap_bytes: Math.round(weightsBytes * budgetConstants.heapPerWeightByte),
    session_ms: Math.round((macs / budgetConstants.macsPerMs) * 10) / 10,
  };
}

/** What a host that is no isolate may hold. */
export interface HostLimits {
  /** Bytes of all sessions and what is around them. */
  readonly memoryBytes: number;
  /** Bytes of the weights of one model. */
  readonly weightsBytes: number;
  /** CPU milliseconds of one request; left out where nobody counts them. */
  readonly cpuMs?: number | undefined;
}

const isolate: Omit<HostLimits, "weightsBytes"> = {
  memoryBytes: workersLimits.isolateBytes - spareBytes,
  cpuMs: workersLimits.cpuMs,
};

export interface BudgetLine {
  readonly name: "isolate_memory" | "request_cpu" | "script_size";
  readonly value: number;
  readonly limit: number;
  readonly unit: "bytes" | "ms";
  readonly passed: boolean;
  /** What to do where it did not pass. */
  readonly advice: string;
}

/** Memory of a host (an isolate, where none is named) that holds all these models, and CPU of the largest request. */
export function judgeBudget(
  models: readonly Prediction[],
  {
    scriptBytes,
    host = isolate,
  }: { readonly scriptBytes?: number | undefined; readonly host?: Omit<HostLimits, "weightsBytes"> | undefined } = {},
): BudgetLine[] {
  const { runtimeBytes, javascriptBytes, batch } = budgetConstants;
  const memory = models.reduce((sum, model) => sum + model.heap_bytes, runtimeBytes + javascriptBytes);
  const cpu = Math.max(0, ...models.map((model) => model.session_ms)) * batch;
  const lines = [
    line("isolate_memory", memory, host.memoryBytes, "bytes", {
      advice:
        "Serve each task from a Worker of its own (docs/operations.md, one Worker per task), serve this one in Node (npm run start:node), or purify from a smaller model.",
    }),
  ];
  if (host.cpuMs !== undefined) {
    lines.push(
      line("request_cpu", cpu, host.cpuMs, "ms", {
        advice: "Purify with a lower token limit or from a smaller model, or raise limits.cpu_ms in wrangler.toml.",
      }),
    );
  }
  if (scriptBytes !== undefined) {
    lines.push(
      line("script_size", scriptBytes, workersLimits.scriptBytes, "bytes", {
        advice: "The script must hold no weights: they belong in R2.",
      }),
    );
  }
  return lines;
}

function line(
  name: BudgetLine["name"],
  value: number,
  limit: number,
  unit: BudgetLine["unit"],
  { advice }: { advice: string },
) {
  return { name, value, limit, unit, passed: value <= limit, advice };
}
