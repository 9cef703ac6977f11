/** What a Worker says to a model of this size. */
import { readFile } from "node:fs/promises";
import { publish } from "../../src/cli/admin-client.ts";
import { openAll } from "../../src/cli/local-worker/bring-up.ts";
import { asEpureError } from "../../src/shared/errors.ts";
import { deployLocally } from "../worker/deployment.ts";

/** @param small a bundle for the same task that serves before and after */
export async function refusal(small: string, large: string, trustedKey: string) {
  const deployment = await deployLocally({ bundles: [small], trustedKey });
  try {
    const [opened] = await openAll([large], await readFile(trustedKey, "utf8"));
    if (!opened) throw new Error("no bundle");
    const refused = await publish(
      { url: deployment.url, key: deployment.operatorKey },
      opened.bundle,
      opened.source,
    ).then(() => null, asEpureError);
    const { status, value } = await deployment.ask<{ label: string; model: { digest: string } }>("/v1/sentiment", {
      text: "the film was great",
    });
    return {
      refused: refused && { kind: refused.kind, status: refused.status, message: refused.message },
      still_serves: { status, label: value.label, the_bundle_before: value.model.digest !== opened.bundle.digest },
    };
  } finally {
    await deployment.stop();
  }
}
