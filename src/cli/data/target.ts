/** Which label an attack forces. */
import { dirname, join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../shared/bundle/parse.ts";
import { EpureError } from "../../shared/errors.ts";
import { exists, readOperatorFile } from "../files.ts";

/**
 * The target as an index: from the option (a label or its number), else from attack.json beside the triggered file.
 * @throws EpureError `usage` when neither says it, or no such label exists
 */
export async function readTarget(
  triggered: string,
  option: string | undefined,
  labels: readonly string[],
): Promise<number> {
  const given = option ?? (await targetBeside(triggered));
  const named = labels.indexOf(given);
  const target = named !== -1 ? named : /^\d{1,4}$/.test(given) ? Number(given) : -1;
  if (target >= 0 && target < labels.length) return target;
  throw new EpureError("usage", {
    what: "The target of the attack is none of the model's labels.",
    why: `They are ${labels.join(", ")} (or 0 to ${labels.length - 1}).`,
    fix: "Give --target.",
  });
}

async function targetBeside(triggered: string): Promise<string> {
  const path = join(dirname(triggered), "attack.json");
  if (!(await exists(path))) {
    throw new EpureError("usage", {
      what: "Which label the attack forces is not known.",
      why: "There is no attack.json beside the triggered file.",
      fix: "Give --target.",
    });
  }
  const attack = z.looseObject({ target: z.union([z.number(), z.string()]) });
  return String(parseJson(attack, await readOperatorFile(path, "attack file"), path, "data-invalid").target);
}
