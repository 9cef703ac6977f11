/** The admin API of a deployment, from the operator's side. Errors keep the kind that the deployment gave them. */
import type { Breach, Channel, Release, Rollout, Side } from "../shared/admin/release.ts";
import type { AuditRow } from "../shared/audit/chain.ts";
import type { AuditedState } from "../shared/audit/state.ts";
import type { BudgetLine } from "../shared/budget.ts";
import { SIGNATURE_FILE } from "../shared/bundle/limits.ts";
import type { Manifest } from "../shared/bundle/manifest.ts";
import type { VerifiedBundle } from "../shared/bundle/open.ts";
import type { BundleSource } from "../shared/bundle/source.ts";
import { EpureError, type ErrorKind, errorKinds } from "../shared/errors.ts";

export interface AdminTarget {
  /** Origin of the deployment. */
  readonly url: URL;
  /** An API key with the scope `operator`, or `viewer` for looking. */
  readonly key: string;
  readonly signal?: AbortSignal;
}

/** A task as the deployment tells of it; `changed`: by the request just made. */
export type ChannelState = Channel & { readonly changed?: boolean };

export interface RolloutState {
  readonly rollout: Rollout | null;
  readonly stable: Side | null;
  readonly candidate: Side | null;
  readonly breaches: readonly Breach[];
  readonly differences: readonly object[];
}

export interface Status {
  readonly now: number;
  readonly database: {
    readonly state: string;
    readonly missing: readonly string[];
    readonly unknown: readonly string[];
  };
  readonly audit: { readonly seq: number; readonly hash: string };
  readonly tasks: readonly (Omit<Channel, "history"> & {
    readonly last: Release | null;
    /** The move that made it serve what it serves. */
    readonly served_by: Release | null;
    readonly serving_here: string | null;
    readonly candidate_here: string | null;
  })[];
}

export interface PublishedBundle {
  readonly digest: string;
  readonly task: string;
  readonly bytes: number;
  readonly signed_by: string;
  readonly published_at: number;
  readonly published_by: string;
}

export interface BundleDetail extends PublishedBundle {
  readonly manifest: Manifest;
  readonly guard: {
    readonly triggers: readonly {
      readonly id: string;
      readonly kind: string;
      readonly text?: string;
      readonly target: number;
    }[];
    readonly threshold: number | null;
    readonly target_fpr: number;
  };
  readonly budget: readonly BudgetLine[];
  readonly files: readonly {
    readonly name: string;
    readonly state: string;
    readonly bytes: number | null;
    /** As it was signed; null for the signature itself. */
    readonly sha256: string | null;
  }[];
}

/** One model of the isolate that answered. */
export interface ModelHealth {
  readonly task: string;
  /** The digest that should serve, and the one that does. */
  readonly active: string;
  readonly serving: string | null;
  readonly problem?: { readonly kind: string; readonly detail: string };
}

export interface ReadyState {
  readonly ready: boolean;
  readonly tasks: readonly ModelHealth[];
  readonly candidates?: readonly ModelHealth[];
  readonly problem?: { readonly kind: string; readonly detail: string };
}

/** One request of the admin API, and its JSON. @throws EpureError of the kind that the deployment answered with */
export async function call<T>(target: AdminTarget, method: "GET" | "POST", path: string, body?: object): Promise<T> {
  const answer = await send(target, method, `/v1/admin${path}`, body === undefined ? undefined : JSON.stringify(body));
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export interface Sent {
  /** Names of the files that had to be sent. */
  readonly sent: readonly string[];
  readonly alreadyPublished: boolean;
}

/**
 * Publishes a bundle that was opened (so: verified) here first. Content-addressed: only what the deployment lacks is
 * sent, so an interrupted publish goes on where it was, and one that is there already costs one request.
 */
export async function publish(
  target: AdminTarget,
  bundle: VerifiedBundle,
  source: BundleSource,
  onFile: (done: number, total: number) => void = () => {},
): Promise<Sent> {
  const base = `/bundles/${bundle.digest}`;
  const { published, missing } = await missingFiles(target, base, bundle);
  for (const [at, name] of missing.entries()) {
    const answer = await send(target, "PUT", `/v1/admin${base}/files/${name}`, await source.read(name));
    if (!answer.ok) throw await refusal(answer);
    onFile(at + 1, missing.length);
  }
  if (!published || missing.length > 0) await call(target, "POST", `${base}/finish`);
  return { sent: missing, alreadyPublished: published };
}

/** The signature first: the deployment checks every other file against it while it stores it. */
async function missingFiles(target: AdminTarget, base: string, bundle: VerifiedBundle) {
  const all = [SIGNATURE_FILE, ...bundle.files.map((file) => file.name)];
  interface Stored {
    readonly published: boolean;
    readonly signed_by: string | null;
    readonly files: readonly { readonly name: string; readonly state: string }[];
  }
  let stored: Stored;
  try {
    stored = await call<Stored>(target, "GET", `${base}/files`);
  } catch (thrown) {
    // The signature that is there is not trusted (any more): the one that was verified here may replace it.
    if (thrown instanceof EpureError && thrown.kind.startsWith("bundle-")) return { published: false, missing: all };
    throw thrown;
  }
  const there = new Set(stored.files.filter((file) => file.state === "stored").map((file) => file.name));
  // Another trusted key's signature is no reason to keep this one back: that is how a bundle survives a key rotation.
  if (stored.signed_by !== bundle.keyHint) there.delete(SIGNATURE_FILE);
  return { published: stored.published, missing: all.filter((name) => !there.has(name)) };
}

export interface Decisions {
  readonly force?: boolean | undefined;
  readonly accept_labels?: boolean | undefined;
}

/** Moves a task to a published digest. `expectedCurrent`: refuse when someone else has moved it meanwhile. */
export async function activate(
  target: AdminTarget,
  task: string,
  digest: string,
  why: string,
  expectedCurrent?: string | null,
  decisions: Decisions = {},
): Promise<ChannelState> {
  const expected = expectedCurrent === undefined ? {} : { expected_current: expectedCurrent };
  return call(target, "POST", `/channels/${task}/activate`, { digest, why, ...expected, ...decisions });
}

/** Pointer, rollout and history of a task. */
export async function channel(target: AdminTarget, task: string): Promise<ChannelState> {
  return call(target, "GET", `/channels/${task}`);
}

/** Every row of the audit trail. */
export async function auditTrail(target: AdminTarget): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for (;;) {
    const page = await call<{ rows: AuditRow[]; more: boolean }>(
      target,
      "GET",
      `/audit?after=${rows.at(-1)?.seq ?? 0}&limit=1000`,
    );
    rows.push(...page.rows);
    if (!page.more || page.rows.length === 0) return rows;
  }
}

/** The tables that the trail speaks of. */
export async function auditedTables(target: AdminTarget): Promise<AuditedState> {
  return call(target, "GET", "/audit/state");
}

/** Publishes a signed guard list. @throws EpureError of the kind that the deployment answered with */
export async function publishGuardList(target: AdminTarget, task: string, envelope: string): Promise<void> {
  const answer = await send(target, "PUT", `/v1/admin/guard/${task}/list`, envelope);
  if (!answer.ok) throw await refusal(answer);
}

/** What `/health/ready` says, ready or not. */
export async function readiness(target: AdminTarget): Promise<ReadyState> {
  return (await (await send(target, "GET", "/health/ready")).json()) as ReadyState;
}

/** The deployment's clock against this one, in milliseconds: positive where this one is ahead. */
export async function clockSkew(target: AdminTarget): Promise<number> {
  const before = Date.now();
  const { now } = await call<{ now: number }>(target, "GET", "/whoami");
  return (before + Date.now()) / 2 - now;
}

async function send(target: AdminTarget, method: string, path: string, body?: string | Uint8Array): Promise<Response> {
  try {
    return await fetch(new URL(path, target.url), {
      method,
      // A key must not follow a redirect to somewhere else.
      redirect: "error",
      headers: {
        authorization: `Bearer ${target.key}`,
        ...(body !== undefined && {
          "content-type": typeof body === "string" ? "application/json" : "application/octet-stream",
        }),
      },
      ...(body !== undefined && { body: body as BodyInit }),
      ...(target.signal && { signal: target.signal }),
    });
  } catch (cause) {
    if (target.signal?.aborted) throw new EpureError("interrupted", { what: "Interrupted." });
    throw new EpureError("unavailable", {
      what: `${target.url.origin} cannot be reached.`,
      fix: "Check the address and the connection, then run the same command again: it goes on where it was.",
      cause,
    });
  }
}

/** The deployment's problem as an error of ours, kind and all. */
async function refusal(answer: Response): Promise<EpureError> {
  const problem = (await answer.json().catch(() => ({}))) as {
    type?: string;
    detail?: string;
    request_id?: string;
    offenders?: string[];
  };
  const named = problem.type?.split("/").at(-1);
  const kind = errorKinds.find((known) => known === named) ?? fallback(answer.status);
  return new EpureError(kind, {
    what: problem.detail ?? `The deployment answered with status ${answer.status}.`,
    offenders: problem.offenders,
    // What to do is in the detail. A failure over there can be found in its logs.
    ...(answer.status >= 500 &&
      problem.request_id !== undefined && { why: `Its logs say more under the request id ${problem.request_id}.` }),
  });
}

function fallback(status: number): ErrorKind {
  return status >= 500 ? "unavailable" : "bad-request";
}
