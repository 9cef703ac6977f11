import { z } from "zod";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `12h`, `90d` as seconds. */
export const duration = z.string().transform((text, context) => {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (match) return Number(match[1]) * (units[match[2] as string] as number);
  context.addIssue({ code: "custom", message: "must be a number with s, m, h or d, as in 90d" });
  return z.NEVER;
});

/** `10%` or `0.1` as a fraction in (0, 1]. */
export const share = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (value > 0 && value <= 1) return value;
  context.addIssue({ code: "custom", message: "must be a share as in 10% or 0.1" });
  return z.NEVER;
});

/** Milliseconds since 1970 for people, in UTC. */
export function readableTime(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "never" : `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function readablePercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
