import { asEpureError, type EpureError } from "../../shared/errors.ts";
import type { Slot } from "./slot.ts";

/** One task as `/health/ready` shows it. */
export interface TaskHealth {
  readonly task: string;
  readonly channel: string;
  /** The digest that should serve. */
  readonly active: string;
  /** The digest that does, or null. */
  readonly serving: string | null;
  /** Whether the model ran just now and gave its golden logits bit for bit. */
  readonly ran: boolean;
  /** Why `serving` is not `active`, or why it did not run. */
  readonly problem?: { readonly kind: string; readonly detail: string };
}

export interface Health {
  /** Every task with a pointer is served by a model that runs. It may be the last good one: see `problem`. */
  readonly ready: boolean;
  readonly tasks: readonly TaskHealth[];
  /** Candidates of canaries and shadows. Whether one runs does not decide on `ready`: what serves goes on. */
  readonly candidates?: readonly TaskHealth[];
  /** Why the pointers themselves cannot be read. */
  readonly problem?: { readonly kind: string; readonly detail: string };
}

/** Runs one golden vector of every live model and reports. */
export async function readinessOf(
  slots: readonly Slot[],
  beside: readonly Slot[],
  outage: EpureError | undefined,
): Promise<Health> {
  const tasks: TaskHealth[] = [];
  for (const slot of slots) tasks.push(await taskHealth(slot));
  const candidates: TaskHealth[] = [];
  for (const slot of beside) candidates.push(await taskHealth(slot));
  const ready = tasks.length > 0 && tasks.every((task) => task.ran);
  if (outage) return { ready, tasks, problem: shown(outage) };
  if (tasks.length === 0) {
    return {
      ready,
      tasks,
      problem: { kind: "unavailable", detail: "No bundle is active: publish one and activate it." },
    };
  }
  return candidates.length > 0 ? { ready, tasks, candidates } : { ready, tasks };
}

async function taskHealth(slot: Slot): Promise<TaskHealth> {
  const { task, channel, digest: active } = slot.wanted;
  const base = { task, channel, active, serving: slot.live?.digest ?? null };
  let problem = slot.refused?.error;
  let ran = false;
  try {
    if (slot.live) {
      await slot.live.selfTest();
      ran = true;
    }
  } catch (thrown) {
    problem = asEpureError(thrown);
  }
  return problem ? { ...base, ran, problem: shown(problem) } : { ...base, ran };
}

function shown(error: EpureError) {
  return { kind: error.kind, detail: error.message };
}
