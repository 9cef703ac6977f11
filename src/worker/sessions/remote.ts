/** A session in another Worker, behind a service binding: to the pipeline it is a session like any other. */
import { EpureError, type ErrorKind, errorKinds } from "../../shared/errors.ts";
import type { ClassifierSession } from "../../shared/pipeline/types.ts";
import { type RunRequest, runAnswer } from "./wire.ts";

/** Loads the bundle there. @throws EpureError of the kind that the other Worker answered with */
export async function remoteSession(host: Fetcher, task: string, digest: string): Promise<ClassifierSession> {
  await ask(host, "/load", { task, digest });
  return {
    async run(ids, typeIds) {
      const body: RunRequest = { task, digest, ids: [...ids], type_ids: [...typeIds] };
      const parsed = runAnswer.safeParse(await ask(host, "/run", body));
      if (!parsed.success) throw new EpureError("internal", { what: "The session's Worker gave no logits." });
      return Float32Array.from(parsed.data.logits);
    },
    // The other Worker frees what was not used for longest when it needs the room.
    release: async () => {},
  };
}

async function ask(host: Fetcher, path: string, body: object): Promise<unknown> {
  let answer: Response;
  try {
    answer = await host.fetch(`https://sessions.epure${path}`, { method: "POST", body: JSON.stringify(body) });
  } catch (cause) {
    throw new EpureError("unavailable", {
      what: "The Worker that holds this model does not answer.",
      retryAfter: 5,
      cause,
    });
  }
  if (answer.ok) return answer.json();
  const said = (await answer.json().catch(() => ({}))) as { kind?: string; what?: string };
  const kind: ErrorKind = errorKinds.find((known) => known === said.kind) ?? "unavailable";
  throw new EpureError(kind, { what: said.what ?? `The Worker that holds this model answered ${answer.status}.` });
}
