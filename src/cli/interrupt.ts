/** Ctrl-C, once for all commands. */
import { EpureError } from "../shared/errors.ts";

/** What a command throws when it stops because it was asked to. */
export function interrupted(): EpureError {
  return new EpureError("interrupted", {
    what: "Interrupted.",
    fix: "Finished stages are kept: run the same command again to go on.",
  });
}

/** Stop here if Ctrl-C was pressed. Also lets the signal in: call it between steps that do not wait for anything. */
export async function checkpoint(signal: AbortSignal): Promise<void> {
  await new Promise((turn) => setImmediate(turn));
  if (signal.aborted) throw interrupted();
}

/**
 * A signal that SIGINT, SIGTERM or SIGHUP aborts. A second Ctrl-C ends the process at once.
 * @returns the signal, and a function that takes the handlers away again
 */
export function interruptSignal(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}
