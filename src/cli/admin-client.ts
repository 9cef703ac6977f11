/** The admin API of a deployment, from the operator's side: publish a folder, move a channel, wait until it serves. */
import { SIGNATURE_FILE } from "../shared/bundle/limits.ts";
import type { VerifiedBundle } from "../shared/bundle/open.ts";
import type { BundleSource } from "../shared/bundle/source.ts";
import { EpureError, type ErrorKind, errorKinds } from "../shared/errors.ts";

export interface AdminTarget {
  /** Origin of the deployment. */
  readonly url: URL;
  /** An API key with the scope `operator`. */
  readonly key: string;
  readonly signal?: AbortSignal;
}

export interface ChannelState {
  readonly task: string;
  readonly channel: string;
  readonly digest: string | null;
  readonly history: readonly { from_digest: string | null; to_digest: string; who: string; why: string; at: number }[];
  readonly changed?: boolean;
}

export interface ReadyState {
  readonly ready: boolean;
  readonly tasks: readonly {
    readonly task: string;
    readonly active: string;
    readonly serving: string | null;
    readonly problem?: { readonly kind: string; readonly detail: string };
  }[];
  readonly problem?: { readonly kind: string; readonly detail: string };
}

/**
 * Publishes a bundle that was opened (so: verified) here first. Content-addressed: one that is there already costs one
 * request and sends nothing.
 * @returns whether anything was sent
 * @throws EpureError of the kind that the deployment answered with
 */
export async function publish(
  target: AdminTarget,
  bundle: VerifiedBundle,
  source: BundleSource,
  onFile: (done: number, total: number) => void = () => {},
): Promise<boolean> {
  const base = `/v1/admin/bundles/${bundle.digest}`;
  const there = await send(target, "GET", base);
  if (there.ok) return false;
  if (there.status !== 404) throw await refusal(there);
  // The signature first: the deployment checks every other file against it while it stores it.
  const names = [SIGNATURE_FILE, ...bundle.files.map((file) => file.name)];
  for (const [at, name] of names.entries()) {
    const answer = await send(target, "PUT", `${base}/files/${name}`, await source.read(name));
    if (!answer.ok) throw await refusal(answer);
    onFile(at + 1, names.length);
  }
  const finished = await send(target, "POST", `${base}/finish`);
  if (!finished.ok) throw await refusal(finished);
  return true;
}

/** Moves a task to a published digest. `expectedCurrent`: refuse when someone else has moved it meanwhile. */
export async function activate(
  target: AdminTarget,
  task: string,
  digest: string,
  why: string,
  expectedCurrent?: string | null,
): Promise<ChannelState> {
  const body = { digest, why, ...(expectedCurrent !== undefined && { expected_current: expectedCurrent }) };
  const answer = await send(target, "POST", `/v1/admin/channels/${task}/activate`, JSON.stringify(body));
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as ChannelState;
}

/** Pointer and history of a task. */
export async function channel(target: AdminTarget, task: string): Promise<ChannelState> {
  const answer = await send(target, "GET", `/v1/admin/channels/${task}`);
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as ChannelState;
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

async function send(target: AdminTarget, method: string, path: string, body?: string | Uint8Array): Promise<Response> {
  try {
    return await fetch(new URL(path, target.url), {
      method,
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
      fix: "Check the address and the connection.",
      cause,
    });
  }
}

/** The deployment's problem as an error of ours, kind and all. */
async function refusal(answer: Response): Promise<EpureError> {
  const problem = (await answer.json().catch(() => ({}))) as { type?: string; detail?: string; request_id?: string };
  const named = problem.type?.split("/").at(-1);
  const kind = errorKinds.find((known) => known === named) ?? fallback(answer.status);
  return new EpureError(kind, {
    what: problem.detail ?? `The deployment answered with status ${answer.status}.`,
    ...(problem.request_id !== undefined && { fix: `Its request id is ${problem.request_id}.` }),
  });
}

function fallback(status: number): ErrorKind {
  return status >= 500 ? "unavailable" : "bad-request";
}
