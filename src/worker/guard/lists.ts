/** Publishing a guard list: verified here, stored as it was signed, verified again by every isolate. */
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { EpureError } from "../../shared/errors.ts";
import { requireUsable } from "../../shared/guard-list/compile.ts";
import type { GuardList } from "../../shared/guard-list/schema.ts";
import { openGuardList } from "../../shared/guard-list/signed.ts";
import type { Tokenizer } from "../../shared/tokenizer/tokenizer.ts";
import { onlyWith, write } from "../admin/audit.ts";
import type { Env } from "../env.ts";
import { trustedKeys } from "../model/trusted-keys.ts";

export interface PublishedList extends GuardList {
  readonly signed_by: string;
}

/**
 * @throws EpureError `list-*` (refused: the list that holds stays), `conflict` where its serial is not above that one's
 */
export async function publishList(
  env: Env,
  task: string,
  envelope: Uint8Array,
  tokenizer: Tokenizer,
  who: string,
): Promise<PublishedList> {
  const now = Date.now();
  const { list, keyHint } = await openGuardList(envelope, await trustedKeys(env.TRUSTED_KEYS), now);
  if (list.task !== task) {
    throw new EpureError("list-invalid", { what: `This list is for the task ${list.task}, not for ${task}.` });
  }
  requireUsable(list, tokenizer, now);
  const written = await write(env, {
    event: {
      who,
      action: "guard-list",
      subject: task,
      detail: { serial: list.serial, signed_by: keyHint, sha256: await sha256Hex(envelope) },
    },
    condition: {
      sql: "NOT EXISTS (SELECT 1 FROM guard_lists WHERE task = ?1 AND serial >= ?2)",
      values: [task, list.serial],
    },
    statements: (row) => [
      env.DB.prepare(
        `INSERT INTO guard_lists (task, serial, envelope, signed_by, published_at, published_by)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ${onlyWith(row)}`,
      ).bind(task, list.serial, new TextDecoder().decode(envelope), keyHint, row.at, who),
    ],
  });
  if (written === null) {
    throw new EpureError("conflict", {
      what: `A list of ${task} with the serial ${list.serial} or a higher one is published already.`,
      why: "An older list must never replace a newer one.",
      fix: "Look at the list that holds, raise the serial, and sign again.",
    });
  }
  return { ...list, signed_by: keyHint };
}
