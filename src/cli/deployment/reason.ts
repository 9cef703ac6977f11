import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";

/** `--why`, where a move says enough by itself. */
export const optionalReason = z.string().trim().min(1, "must say why").optional();

/** @throws EpureError `usage` where a decision is taken past a limit and no reason is given: it stays on record */
export function requireReason(input: {
  readonly why?: string | undefined;
  readonly force: boolean;
  readonly acceptLabels: boolean;
}): void {
  if (input.why !== undefined || !(input.force || input.acceptLabels)) return;
  throw new EpureError("usage", {
    what: `${input.force ? "--force" : "--accept-labels"} needs a reason.`,
    why: "It stays in the history and in the audit trail.",
    fix: "Give --why.",
  });
}
