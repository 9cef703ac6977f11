/**
 * OpenAI `/v1/moderations`. Épure does not judge whether a text is harmful, so none of OpenAI's categories appears:
 * `guard/*` says what the guard found, `label/*` what the model answers, and `flagged` is true where the guard fired.
 */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { EpureError } from "../../shared/errors.ts";
import type { Result } from "../../shared/pipeline/types.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { ask, type Desk, type Outcome, shownGuard } from "../http/ask.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import { RequestProblem } from "../http/problem.ts";
import { problems } from "../http/problem-docs.ts";
import { requireTask } from "../http/require-task.ts";
import { batchOf, guard } from "../http/schemas.ts";
import { askedPolicy, tellGuard } from "./guard-headers.ts";
import { adapterRoute, adapterStatuses } from "./route.ts";
import { text } from "./schemas.ts";

const part = z.object({
  type: z.literal("text", { error: "must be text: Épure reads no images" }),
  text,
});

const request = z
  .object({
    input: z
      .union([text, batchOf(text), batchOf(part)])
      .openapi({ description: "A text, a batch of texts, or the text parts of one input (joined by line ends)." }),
    model: z
      .string()
      .max(64)
      .nullish()
      .openapi({ description: "A task of single texts, as GET /v1/models lists them. Default: sentiment." }),
  })
  .openapi("ModerationRequest", { example: { model: "sentiment", input: "A warm, funny film." } });

const kinds = ["sequence", "set", "drift", "incident"] as const;

const moderation = z
  .object({
    id: z.string(),
    model: z.string(),
    results: z.array(
      z.object({
        flagged: z.boolean().openapi({ description: "The guard found a trigger." }),
        categories: z.record(z.string(), z.boolean()),
        category_scores: z.record(z.string(), z.number()),
        category_applied_input_types: z.record(z.string(), z.array(z.literal("text"))),
        epure: z.object({ guard, label: z.string().nullable(), truncated: z.boolean(), tokens: z.int() }),
      }),
    ),
  })
  .openapi("Moderation");

type ModerationResult = z.infer<typeof moderation>["results"][number];

/** The official clients read `error.message`, `type`, `param` and `code`. */
const errorShape: ErrorShape = (error, { detail, errors }) => ({
  members: {
    error: {
      message: detail,
      type:
        error.kind === "rate-limited"
          ? "rate_limit_error"
          : `${error.status < 500 ? "invalid_request" : "server"}_error`,
      param: errors?.[0]?.pointer.slice(1) ?? null,
      code: (error instanceof RequestProblem && error.extras.reason) || error.kind.replaceAll("-", "_"),
    },
  },
});

export function addOpenAi(app: OpenAPIHono<AppEnv>, desk: Desk, keys: KeyStore): void {
  app.openapi(
    createRoute({
      ...adapterRoute(keys, errorShape, request),
      path: "/openai/v1/moderations",
      operationId: "openAiModerations",
      summary: "OpenAI moderations",
      description:
        "The base URL for a client is `/openai/v1`. `flagged` means that the guard found a trigger, not that a text is harmful. Categories: `guard/sequence`, `guard/set`, `guard/drift`, `guard/incident`, and `label/<label>` of the model. Where the guard refuses a text there are no `label/` categories.",
      responses: {
        200: { description: "One result per input.", content: { "application/json": { schema: moderation } } },
        ...problems(...adapterStatuses),
      },
    }),
    async (c) => {
      const { input, model: task = "sentiment" } = c.req.valid("json");
      const texts = typeof input === "string" ? [input] : textsOf(input);
      const asked = await ask(c, desk, {
        task: await requireTask(c, desk.models, task ?? "sentiment"),
        inputs: texts.map((first) => ({ first })),
        policy: askedPolicy(c),
      });
      tellGuard(c, asked);
      const { digest, task: served } = asked.model.reference;
      const results = asked.outcomes.map((outcome) => resultOf(outcome, asked.model.loaded.bundle.manifest.labels));
      return c.json({ id: `modr-${c.get("requestId")}`, model: `${served}@${digest}`, results }, 200);
    },
  );
}

function textsOf(input: readonly string[] | readonly z.infer<typeof part>[]): string[] {
  if (isTexts(input)) return [...input];
  return [input.map((one) => one.text).join("\n")];
}

function isTexts(input: readonly string[] | readonly z.infer<typeof part>[]): input is readonly string[] {
  return typeof input[0] === "string";
}

function resultOf(outcome: Outcome, labels: readonly string[]): ModerationResult {
  if (outcome instanceof EpureError) throw outcome;
  const scores = { ...guardScores(outcome), ...labelScores(outcome, labels) };
  const { guard: found, label, truncated, tokens } = outcome;
  return {
    flagged: found.decision !== "pass",
    categories: Object.fromEntries(
      Object.entries(scores).map(([name, score]) => [
        name,
        name.startsWith("guard/") ? score > 0 : name === `label/${label}`,
      ]),
    ),
    category_scores: scores,
    category_applied_input_types: Object.fromEntries(Object.keys(scores).map((name) => [name, ["text"]])),
    epure: { guard: shownGuard(found), label, truncated, tokens },
  };
}

/** The measured flip rate of the strongest trigger; a drift score is no probability, so there it is found (1) or not (0). */
function guardScores({ guard: { triggers } }: Result): Record<string, number> {
  return Object.fromEntries(
    kinds.map((kind) => {
      const found = triggers.filter((trigger) => trigger.kind === kind);
      const strongest = Math.max(0, ...found.map(({ score }) => (kind === "drift" ? 1 : score)));
      return [`guard/${kind}`, strongest];
    }),
  );
}

function labelScores({ scores }: Result, labels: readonly string[]): Record<string, number> {
  if (scores === null) return {};
  return Object.fromEntries(labels.map((label) => [`label/${label}`, scores[label] ?? 0]));
}
