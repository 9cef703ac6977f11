/** API keys, for people. */
import type { LimitColumns, NewKey } from "../../shared/admin/key.ts";
import { short } from "./digests.ts";
import { readableTime } from "./duration.ts";

/** What is shown of a key that was just made, this once. */
export function newKeyLines(made: NewKey): string[] {
  return [
    `Key: ${made.key}`,
    "It is shown this once: the deployment keeps its hash alone.",
    `Id: ${made.id}, scopes ${made.scopes}, ${made.expires_at === null ? "does not expire" : `expires ${readableTime(made.expires_at)}`}`,
  ];
}

/** The limits of a key in a few words; empty where it has none. */
export function limitWords(key: LimitColumns): string {
  const parts: [string, string | number | null][] = [
    ["tasks", key.tasks],
    ["policies", key.policies],
    ["batch", key.batch_limit],
    ["tokens a day", key.tokens_per_day],
    ["models", key.models?.split(" ").map(short).join(" ") ?? null],
  ];
  return parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(", ");
}
