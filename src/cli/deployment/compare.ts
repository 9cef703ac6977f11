/** What changes from one bundle to another: labels, gates, figures, guard, shape, files. */
import type { BundleDetail } from "../admin-client.ts";
import { shortNumber } from "../gate-lines.ts";

export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** For a gate: whether the new value is nearer to its limit. */
  readonly worse?: boolean;
}

export function compare(before: BundleDetail | null, after: BundleDetail): Change[] {
  const changes: Change[] = [];
  const change = (what: string, was: string, is: string, worse?: boolean) => {
    if (was !== is) changes.push({ what, before: was, after: is, ...(worse !== undefined && { worse }) });
  };
  const [a, b] = [before?.manifest, after.manifest];
  const none = "(none)";
  change("labels", a?.labels.join(", ") ?? none, b.labels.join(", "));
  change("texts per request", String(a?.segments ?? none), String(b.segments));
  change("token limit", String(a?.token_limit ?? none), String(b.token_limit));
  change("architecture", a ? shape(a.architecture) : none, shape(b.architecture));
  change("guard policy", a?.guard.default_policy ?? none, b.guard.default_policy);
  change("guard triggers", before ? triggers(before) : none, triggers(after));
  change(
    "guard threshold",
    before ? String(before.guard.threshold ?? "off") : none,
    String(after.guard.threshold ?? "off"),
  );
  change("made by", a?.epure_version ?? none, b.epure_version);
  change("made from", a?.digests.suspect.slice(0, 12) ?? none, b.digests.suspect.slice(0, 12));
  change("keep ratio", String(a?.keep_ratio ?? none), String(b.keep_ratio));
  change("signed by", before?.signed_by.slice(0, 12) ?? none, after.signed_by.slice(0, 12));
  change("size", before ? megabytes(before.bytes) : none, megabytes(after.bytes));
  for (const name of ["model.onnx", "model.onnx.data", "tokenizer.json", "guard.bin"]) {
    const digest = (bundle: BundleDetail | null) => bundle?.files.find((file) => file.name === name)?.sha256;
    change(name, digest(before)?.slice(0, 12) ?? none, digest(after)?.slice(0, 12) ?? none);
  }
  const names = new Set([...(a?.gates ?? []), ...b.gates].map((gate) => gate.name));
  for (const name of names) {
    const [was, is] = [a?.gates.find((gate) => gate.name === name), b.gates.find((gate) => gate.name === name)];
    const show = (gate: typeof was) =>
      gate === undefined ? none : gate.value === null ? "not measured" : shortNumber(gate.value);
    const worse = typeof was?.value === "number" && typeof is?.value === "number" ? is.value > was.value : undefined;
    change(`gate ${name}`, show(was), show(is), worse);
  }
  return changes;
}

export function changeLines(changes: readonly Change[]): string[] {
  if (changes.length === 0) return ["  nothing that an operator would decide by"];
  const width = Math.max(...changes.map((one) => one.what.length));
  return changes.map(
    ({ what, before, after, worse }) =>
      `  ${what.padEnd(width)}  ${before} -> ${after}${worse === true ? "  (worse)" : ""}`,
  );
}

function shape({ model_type, layers, hidden, vocab_size }: BundleDetail["manifest"]["architecture"]): string {
  return `${model_type}, ${layers} layers of ${hidden}, ${vocab_size} tokens`;
}

function triggers({ guard }: BundleDetail): string {
  return guard.triggers.length === 0 ? "none" : guard.triggers.map((one) => one.text ?? one.id).join(", ");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
