import type { ClassifierSession } from "../../shared/pipeline/types.ts";

/** Sums over runs. `timed` is 0 where the clock stood still: then nothing is known, and nothing is claimed. */
export interface RunTimes {
  readonly timed: number;
  readonly ms: number;
  readonly ms2: number;
}

export interface TimedSession extends ClassifierSession {
  /** Sums since the last call. */
  times(): RunTimes;
}

/**
 * Counts what runs take. In production a Worker's clock shows the time of its last input or output: it stands still
 * while a session runs in the same isolate, and moves when the session runs in another Worker. A run of zero
 * milliseconds is therefore taken as not measured; a real run of a model takes several.
 */
export function timed(session: ClassifierSession): TimedSession {
  let sums = { timed: 0, ms: 0, ms2: 0 };
  return {
    async run(ids, typeIds) {
      const start = Date.now();
      const logits = await session.run(ids, typeIds);
      const took = Date.now() - start;
      if (took > 0) sums = { timed: sums.timed + 1, ms: sums.ms + took, ms2: sums.ms2 + took * took };
      return logits;
    },
    release: () => session.release(),
    times() {
      const now = sums;
      sums = { timed: 0, ms: 0, ms2: 0 };
      return now;
    },
  };
}
