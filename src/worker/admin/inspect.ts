/** One published bundle, as far as an operator decides by it. */
import { judgeBudget, predict } from "../../shared/budget.ts";
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { guardSchema } from "../../shared/bundle/guard-file.ts";
import { parseJson } from "../../shared/bundle/parse.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { r2Source } from "../model/r2-source.ts";
import { publishedBundle, storedStatement } from "./bundles.ts";
import { readManifest } from "./release-check.ts";
import { storedFiles } from "./stored-files.ts";

export async function inspect(env: Env, digest: string) {
  const row = await publishedBundle(env, digest);
  if (row === null) {
    throw new EpureError("not-found", {
      what: "No published bundle has this digest.",
      fix: "Publish it first: `epure publish BUNDLE`. `epure bundles list` shows what is there.",
    });
  }
  const { files } = await storedFiles(env, digest);
  const manifest = await readManifest(env, digest);
  const guard = await readGuard(env, digest);
  const weightsBytes = files.find((file) => file.name === "model.onnx.data")?.bytes ?? 0;
  const { architecture, token_limit: tokenLimit } = manifest;
  return {
    ...row,
    manifest: manifest as Record<string, unknown>,
    guard: {
      triggers: guard.triggers.map(({ id, kind, text, target }) => ({
        id,
        kind,
        target,
        ...(text !== undefined && { text }),
      })),
      threshold: guard.calibration.threshold,
      target_fpr: guard.calibration.target_fpr,
    },
    budget: judgeBudget([predict({ weightsBytes, architecture, tokenLimit })], { host: env.HOST_LIMITS }),
    files,
  };
}

async function readGuard(env: Env, digest: string) {
  const bytes = await r2Source(env.BUNDLES, digest).read("guard.json");
  const expected = (await storedStatement(env, digest)).files.find((file) => file.name === "guard.json")?.sha256;
  if ((await sha256Hex(bytes)) === expected) return parseJson(guardSchema, bytes, "guard.json");
  throw new EpureError("bundle-tampered", {
    what: `guard.json of ${digest} in the store is not the one that was signed.`,
    fix: "Publish the bundle again: it puts the signed file back.",
    offenders: ["guard.json"],
  });
}
