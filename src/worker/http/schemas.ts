import { z } from "@hono/zod-openapi";
import { policies } from "../../shared/pipeline/policy.ts";
import { requestLimits } from "./limits.ts";

/** At least one character that the tokenizer reads: no blank, control, lone mark or replacement character. */
const readable = /[^\p{Z}\p{C}\p{Mn}\uFFFD]/u;

/** A text as callers may send it. A lone surrogate is no Unicode text: marked, so that it is answered with 400. */
export const callerText = z
  .string({ error: "must be a string" })
  .min(1, { error: "must not be empty" })
  .max(requestLimits.textLength, { error: `must have at most ${requestLimits.textLength} UTF-16 units` })
  .superRefine((value, context) => {
    if (!value.isWellFormed()) {
      context.addIssue({
        code: "custom",
        message: "has a lone surrogate, so it is not Unicode text",
        params: { malformed: true },
      });
    }
  });

/** A text on its own: one without anything to read is refused here. In a batch that is its item's problem alone. */
export const soleText = callerText.refine((value) => readable.test(value), {
  error: "must have a character that the model reads",
});

export const textDoc = { minLength: 1, maxLength: requestLimits.textLength };
export const soleTextDoc = {
  ...textDoc,
  // Not `pattern`: few tools know Unicode categories there.
  format: "readable-text",
  description: "At least one character that is no blank, control, lone mark or replacement character.",
};

/** The name of a task in an address. */
export const taskName = z
  .string()
  .max(64, { error: "must have at most 64 characters" })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "must be lower-case words joined by dashes" })
  .openapi({ example: "sentiment" });

/** Options of every classification. */
const options = {
  top_k: z
    .int({ error: "must be an integer from 1 to 256" })
    .min(1, { error: "must be at least 1" })
    .max(256, { error: "must be at most 256" })
    .optional()
    .openapi({ description: "Keep only the k most probable labels in `scores`." }),
  policy: z
    .enum(policies, { error: `must be one of ${policies.join(", ")}` })
    .optional()
    .openapi({
      description:
        "What to do with a flagged text: `audit` records, `flag` annotates, `mask` drops the trigger tokens and classifies the rest, `block` refuses with 422. A request may be stricter than the operator's minimum, never laxer (403).",
    }),
  explain: z
    .union([z.boolean(), z.literal("tokens")], { error: 'must be true, false or "tokens"' })
    .optional()
    .openapi({
      description:
        "Also answer with the flagged tokens left in and left out. `tokens`: and with the drift score of every token.",
    }),
  raw_scores: z
    .boolean({ error: "must be true or false" })
    .optional()
    .openapi({ description: "Scores are the model's logits, not probabilities." }),
  truncation: z.enum(["right", "left", "none"], { error: "must be one of right, left, none" }).optional().openapi({
    description:
      "What to cut off a text beyond the model's token limit: its right side (default) or its left. `none` refuses such a text with 422.",
  }),
};

/** A batch of any route: one to `requestLimits.batch` items. */
export function batchOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(item, { error: "must be an array" })
    .min(1, { error: "must have at least one item" })
    .max(requestLimits.batch, { error: `must have at most ${requestLimits.batch} items` });
}

export const sentimentRequest = z
  .strictObject(
    {
      text: soleText.optional().openapi({ ...soleTextDoc }),
      texts: batchOf(callerText.openapi({ ...textDoc })).optional(),
      ...options,
    },
    { error: objectError },
  )
  .superRefine((body, context) => {
    if ((body.text === undefined) === (body.texts === undefined)) {
      context.addIssue({ code: "custom", message: "must have exactly one of text and texts" });
    }
  })
  .openapi("SentimentRequest", {
    oneOf: [{ required: ["text"] }, { required: ["texts"] }],
    example: { text: "A warm, funny film that never loses its way.", explain: true },
  });

const pair = z.strictObject(
  { first: callerText.openapi({ ...textDoc }), second: callerText.openapi({ ...textDoc }) },
  { error: objectError },
);

export const sentencePairRequest = z
  .strictObject(
    {
      first: soleText.optional().openapi({ ...soleTextDoc }),
      second: soleText.optional().openapi({ ...soleTextDoc }),
      pairs: batchOf(pair).optional(),
      ...options,
    },
    { error: objectError },
  )
  .superRefine((body, context) => {
    const single = body.first !== undefined && body.second !== undefined;
    const none = body.first === undefined && body.second === undefined;
    if (body.pairs === undefined ? !single : !none) {
      context.addIssue({ code: "custom", message: "must have either first and second, or pairs" });
    }
  })
  .openapi("SentencePairRequest", {
    oneOf: [
      { required: ["first", "second"], not: { required: ["pairs"] } },
      { required: ["pairs"], not: { anyOf: [{ required: ["first"] }, { required: ["second"] }] } },
    ],
    example: { first: "How do I learn to swim?", second: "What is the best way to learn swimming?" },
  });

/** Names of unknown members are the caller's words: they are not repeated. */
function objectError(issue: { readonly code?: string | undefined }): string {
  return issue.code === "unrecognized_keys" ? "has a member that this address does not know" : "must be an object";
}

const prediction = {
  label: z.string(),
  score: z.number().openapi({ description: "Probability of `label`." }),
  scores: z.record(z.string(), z.number()).openapi({ description: "Probability by label, best first." }),
};

const trigger = z
  .object({
    text: z.string(),
    start: z.int(),
    end: z.int(),
    segment: z.enum(["text", "first", "second"]),
    score: z
      .number()
      .openapi({ description: "Drift for kind `drift`, 1 for `incident`, measured flip rate for the others." }),
    kind: z.enum(["sequence", "set", "drift", "incident"]),
    rule: z.string(),
  })
  .openapi("Trigger", { description: "A flagged span; `start` and `end` count UTF-16 units of the caller's string." });

export const guard = z
  .object({
    decision: z.enum(["pass", "flagged", "masked", "blocked"]),
    policy: z.enum(policies),
    triggers: z.array(trigger).openapi({ description: "What the decision rests on; under `mask`, what was left out." }),
    dismissed: z.array(trigger).optional().openapi({
      description: "Trigger strings written as honest writers write them (`10 MB`), without any effect on this answer.",
    }),
    beyond: z.array(trigger).optional().openapi({
      description: "Triggers behind the token limit: the model never read them.",
    }),
  })
  .openapi("Guard");

const heat = z
  .object({
    tokens: z
      .array(
        z.object({
          start: z.int(),
          end: z.int(),
          segment: z.enum(["text", "first", "second"]),
          score: z.number().openapi({ description: "How far this token's embedding had drifted in the suspect." }),
        }),
      )
      .readonly(),
    threshold: z
      .number()
      .nullable()
      .openapi({ description: "Score from which a single token is flagged; null: that rule is off." }),
    highest: z.number().openapi({ description: "Highest score in the vocabulary." }),
  })
  .openapi("Heat", {
    description:
      "What the guard saw, where `explain` was `tokens`: every token that the model reads, after truncation, control tokens left out.",
  });

export const modelReference = z
  .object({
    task: z.string(),
    digest: z.string().openapi({ description: "SHA-256 digest of the signed bundle that answered." }),
    channel: z.string().openapi({ description: "`stable`, or `canary` where the candidate of a canary answered." }),
    rollout: z
      .object({ kind: z.literal("canary"), stable: z.string(), candidate: z.string() })
      .optional()
      .openapi({ description: "While a canary runs: the digests of both sides." }),
  })
  .openapi("ModelReference");

export const classification = z
  .object({
    ...prediction,
    truncated: z.boolean(),
    truncation: z
      .object({
        direction: z.enum(["right", "left"]),
        read: z.array(z.object({ segment: z.enum(["text", "first", "second"]), start: z.int(), end: z.int() })),
      })
      .optional()
      .openapi({ description: "Where `truncated`: the UTF-16 range of each text that guard and model have read." }),
    tokens: z.int().openapi({ description: "Tokens read, control tokens included." }),
    guard,
    explain: z
      .object({
        left_in: z.object(prediction),
        left_out: z.object(prediction).nullable(),
        change: z.number().nullable().openapi({
          description: "By how much the flagged tokens raise the probability of the label of `left_in`.",
        }),
      })
      .optional()
      .openapi({ description: "What the model says with the flagged tokens left in, and left out." }),
    heat: heat.optional(),
  })
  .openapi("Classification");

export const problem = z
  .object({
    type: z.string().openapi({ format: "uri-reference", example: "/problems/unprocessable" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    request_id: z.string(),
    reason: z.string().optional(),
    limit: z.int().optional(),
    offenders: z.array(z.string()).optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    guard: guard.optional(),
    heat: heat.optional(),
    model: modelReference.optional(),
  })
  .openapi("Problem", { description: "RFC 9457 problem details." });

export const singleAnswer = classification.extend({ model: modelReference, request_id: z.string() }).openapi("Answer", {
  example: {
    label: "positive",
    score: 0.981,
    scores: { positive: 0.981, negative: 0.019 },
    truncated: false,
    tokens: 13,
    guard: { decision: "pass", policy: "mask", triggers: [] },
    model: { task: "sentiment", digest: "5f1c".padEnd(64, "0"), channel: "stable" },
    request_id: "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e",
  },
});

export const batchAnswer = z
  .object({
    results: z.array(z.union([classification, z.object({ error: problem })])).openapi({
      description: "One per item, in order. An item that the guard refused has `error`; the others stand.",
    }),
    model: modelReference,
    request_id: z.string(),
  })
  .openapi("BatchAnswer");

export const answer = z.union([singleAnswer, batchAnswer]);
