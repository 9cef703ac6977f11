/**
 * Hugging Face text-classification: what `@huggingface/inference` (`endpointUrl`) and `huggingface_hub.InferenceClient`
 * (`model=URL`) send to an endpoint, and what they expect back: a list of predictions per input, also for one.
 */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ClassifyInput } from "../../shared/pipeline/types.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { ask, type Desk } from "../http/ask.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import { problems } from "../http/problem-docs.ts";
import { requireTask } from "../http/require-task.ts";
import { batchOf } from "../http/schemas.ts";
import { askedPolicy, tellGuard } from "./guard-headers.ts";
import { predictionsOf } from "./predictions.ts";
import { adapterRoute, adapterStatuses } from "./route.ts";
import { prediction, taskParam, text } from "./schemas.ts";

const one = z.union([text, z.object({ text, text_pair: text.optional() })]);

const request = z
  .object({
    inputs: z.union([one, batchOf(one)]),
    parameters: z
      .object({
        function_to_apply: z.enum(["softmax", "sigmoid", "none"]).nullish(),
        top_k: z.int().min(1).max(256).nullish(),
        truncation: z.boolean().nullish().openapi({ description: "False: refuse a text over the token limit." }),
      })
      .nullish(),
    options: z.looseObject({}).nullish().openapi({ description: "Accepted and ignored." }),
  })
  .openapi("HuggingFaceRequest", {
    example: { inputs: "A warm, funny film that never loses its way.", parameters: { top_k: 1 } },
  });

/** These clients read `error`, a string. */
const errorShape: ErrorShape = (_, { detail }) => ({ members: { error: detail } });

export function addHuggingFace(app: OpenAPIHono<AppEnv>, desk: Desk, keys: KeyStore): void {
  const shared = adapterRoute(keys, errorShape, request);
  app.openapi(
    createRoute({
      ...shared,
      path: "/hf/{task}",
      operationId: "huggingFaceTextClassification",
      summary: "Hugging Face text-classification",
      description:
        "Give this URL to `@huggingface/inference` as `endpointUrl` or to `huggingface_hub.InferenceClient` as `model`. A pair is `{text, text_pair}`. One refused input refuses the request; the guard's findings are in the header `Epure-Guard`.",
      request: { ...shared.request, params: taskParam },
      responses: {
        200: {
          description: "A list of predictions per input, best first.",
          content: { "application/json": { schema: z.array(z.array(prediction)) } },
        },
        ...problems(...adapterStatuses),
      },
    }),
    async (c) => {
      const { inputs, parameters } = c.req.valid("json");
      const asked = await ask(c, desk, {
        task: await requireTask(c, desk.models, c.req.valid("param").task),
        inputs: (Array.isArray(inputs) ? inputs : [inputs]).map(inputOf),
        policy: askedPolicy(c),
        topK: parameters?.top_k ?? undefined,
        scoring: parameters?.function_to_apply ?? undefined,
        truncation: parameters?.truncation === false ? "none" : "right",
      });
      tellGuard(c, asked);
      return c.json(predictionsOf(asked), 200);
    },
  );
}

function inputOf(input: z.infer<typeof one>): ClassifyInput {
  return typeof input === "string" ? { first: input } : { first: input.text, second: input.text_pair };
}
