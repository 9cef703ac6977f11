import { z } from "zod";
import { type BundleDetail, call } from "../admin-client.ts";
import { budgetLines } from "../budget-lines.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest } from "../deployment/digests.ts";
import { readableTime } from "../deployment/duration.ts";
import { gateLines } from "../gate-lines.ts";

export const bundlesInspect = command({
  name: "bundles inspect",
  summary: "One published bundle: labels, gates, guard, budget, files.",
  arguments: [{ name: "digest", description: "8 digits are enough" }],
  options: [...deploymentOptions],
  input: z.object({ digest: z.string(), ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const detail = await call<BundleDetail>(
      target,
      "GET",
      `/bundles/${await resolveDigest(target, input.digest)}/inspect`,
    );
    const { manifest, guard, files } = detail;
    const bad = files.filter((file) => file.state !== "stored");
    tools.out.result(detail, [
      `Digest:   ${detail.digest}`,
      `Task:     ${detail.task} (${manifest.labels.join(", ")})`,
      `Signed:   ${detail.signed_by}`,
      `Published ${readableTime(detail.published_at)} by ${detail.published_by}`,
      `Guard:    ${guard.triggers.length} confirmed triggers, drift threshold ${guard.threshold ?? "off"}, policy ${manifest.guard.default_policy}`,
      `Files:    ${files.length}, ${bad.length === 0 ? "all as signed" : `NOT AS SIGNED: ${bad.map((file) => `${file.name} is ${file.state}`).join(", ")}`}`,
      ...gateLines(manifest.gates),
      ...budgetLines(detail.budget),
    ]);
    return bad.length === 0 ? EXIT.ok : EXIT.checksFailed;
  },
});
