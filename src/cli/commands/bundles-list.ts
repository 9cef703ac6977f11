import { z } from "zod";
import { call, type PublishedBundle } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { megabytes } from "../deployment/compare.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { short } from "../deployment/digests.ts";
import { readableTime } from "../deployment/duration.ts";

export const bundlesList = command({
  name: "bundles list",
  summary: "Every published bundle, and what points at it.",
  arguments: [],
  options: [...deploymentOptions],
  input: z.object({ ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const { bundles } = await call<{ bundles: (PublishedBundle & { use: string[] })[] }>(target, "GET", "/bundles");
    tools.out.result(
      { bundles },
      bundles.map(
        ({ digest, task, bytes, published_at, use }) =>
          `${short(digest)}  ${task.padEnd(16)}  ${megabytes(bytes).padStart(9)}  ${readableTime(published_at)}  ${use.join(", ") || "unused"}`,
      ),
    );
    return EXIT.ok;
  },
});
