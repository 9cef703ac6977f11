/** API keys as the deployment tells of them. */
import { readableTime } from "./duration.ts";

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: number;
  readonly created_by: string | null;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}
export interface NewKey extends KeyRow {
  readonly key: string;
}

/** What is shown of a key that was just made, this once. */
export function newKeyLines(made: NewKey): string[] {
  return [
    `Key: ${made.key}`,
    "It is shown this once: the deployment keeps its hash alone.",
    `Id: ${made.id}, scopes ${made.scopes}, ${made.expires_at === null ? "does not expire" : `expires ${readableTime(made.expires_at)}`}`,
  ];
}
