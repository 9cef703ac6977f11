import type { EpureError } from "../../shared/errors.ts";

/** What a client of another API reads in an error, beside the members of a problem: see the adapters. */
export type ErrorShape = (
  error: EpureError,
  problem: {
    readonly detail: string;
    readonly errors?: readonly { readonly pointer: string }[] | undefined;
  },
) => {
  /** Where that API has another status for this. */
  readonly status?: 413 | 424 | undefined;
  readonly members: Readonly<Record<string, unknown>>;
};
