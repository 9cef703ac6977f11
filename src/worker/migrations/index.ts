/** The migrations this code was written for, in order. `wrangler d1 migrations apply` runs the files of this folder. */
export const migrations = [
  "0001_init.sql",
  "0002_audit.sql",
  "0003_rollout.sql",
  "0004_key_limits_and_usage.sql",
  "0005_guard.sql",
] as const;
