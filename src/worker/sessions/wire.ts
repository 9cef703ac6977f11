/** What the Worker that answers and the Worker that holds sessions say to each other. Float32 survives JSON exactly. */
import { z } from "zod";

export const runRequest = z.strictObject({
  task: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  ids: z.array(z.int()),
  type_ids: z.array(z.int()),
});
export type RunRequest = z.infer<typeof runRequest>;

/** Without ids: only load. */
export const loadRequest = runRequest.omit({ ids: true, type_ids: true });

export const runAnswer = z.object({ logits: z.array(z.number()) });
