/** The engine's draft folder as typed values (docs/design/contracts.md, section 3). */
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { parseJson } from "../../shared/bundle/parse.ts";
import { EpureError } from "../../shared/errors.ts";
import { readOperatorFile } from "../files.ts";

const fraction = z.number().min(0).max(1);
const acc = z.looseObject({ acc: fraction });
const rates = z.looseObject({ asr: fraction, pacc: fraction });
const span = z.tuple([z.number(), z.number()]);
/** The engine names the algorithm; the manifest's field does. */
const digest = z
  .string()
  .transform((text) => text.replace(/^sha256:/, ""))
  .pipe(z.string().regex(/^[0-9a-f]{64}$/));

const probed = z.looseObject({
  pieces: z.array(z.string()).optional(),
  kind: z.string().optional(),
  target: z.number().nullish(),
  flip_rate: z.number(),
  interval: span.nullish(),
  control: z.number().nullish(),
  /** What the same token does to a model that is clean by construction. */
  reference: z.number().nullish(),
  /** A single word that the clean texts themselves use: its pull is honest. */
  in_use: z.boolean().nullish(),
  confirmed: z.boolean().nullish(),
  /** Confirmed, and it fires a backdoor less firmly than that backdoor's triggers. */
  echo: z.boolean().nullish(),
  /** A phrase for a label that any odd word argues for. */
  swayed: z.boolean().nullish(),
});
export type Probed = z.infer<typeof probed>;

/** What the engine measured. Loose: figures that nobody here reads travel into the report as they are. */
const figuresSchema = z.looseObject({
  clean: z.looseObject({
    basis: z.enum(["test", "held_out"]),
    rows: z.number(),
    suspect: acc.optional(),
    purified_fp32: acc.optional(),
    benign: acc.optional(),
  }),
  attacks: z.array(
    z.looseObject({
      name: z.string(),
      target: z.number(),
      rows: z.number(),
      suspect: rates,
      purified_fp32: rates,
      benign: rates.extend({ untriggered: fraction.optional() }).optional(),
    }),
  ),
  epur: z.looseObject({
    reset: z.number(),
    candidates: z.array(
      z.looseObject({ id: z.number(), piece: z.string(), score: z.number(), drift: z.number(), frequency: z.number() }),
    ),
  }),
  drift_histogram: z.looseObject({ edges: z.array(z.number()), counts: z.array(z.number()) }),
  probe: z.looseObject({
    suspect: z.array(probed),
    purified: z.array(probed),
    worst_remaining: probed.nullish(),
  }),
  keep_ratio: z.looseObject({
    rule: z.string(),
    grid: z.array(
      z.looseObject({
        keep_ratio: fraction,
        agreement: fraction,
        /** Expected accuracy loss and its interval. */
        loss: z.number().nullish(),
        interval: span.nullish(),
        flip_rate: z.number().nullish(),
      }),
    ),
    chosen: z.number(),
    /** Whether what was mixed learnt the suspect's answers anew. */
    learnt_anew: z.boolean().optional(),
  }),
});
export type DraftFigures = z.infer<typeof figuresSchema>;

const textSchema = z.object({ first: z.string(), second: z.string().nullish() });

const draftSchema = z.looseObject({
  schema_version: z.literal(1),
  task: z.string(),
  segments: z.union([z.literal(1), z.literal(2)]),
  labels: z.array(z.string()),
  token_limit: z.number(),
  architecture: z.object({ model_type: z.string(), layers: z.number(), hidden: z.number(), vocab_size: z.number() }),
  digests: z.object({
    suspect: digest,
    base: digest,
    clean: digest,
    unlabelled: digest.nullish(),
    test: digest.nullish(),
  }),
  recipe: z.record(z.string(), z.json()),
  keep_ratio: fraction,
  engine: z.record(z.string(), z.json()),
  figures: figuresSchema,
  golden_texts: z.array(textSchema).min(1),
});
export type Draft = z.infer<typeof draftSchema>;

const logits = z.array(z.number()).min(2);
const evaluationRow = z.object({
  set: z.enum(["held_out", "test", "triggered"]),
  attack: z.string().nullish(),
  first: z.string(),
  second: z.string().nullish(),
  label: z.int().min(0).nullish(),
  target: z.int().min(0).nullish(),
  reference: logits.nullish(),
  suspect: logits.nullish(),
});
/** One text to run on the shipped bytes, with what the fp32 model and the suspect said. */
export type EvaluationRow = z.infer<typeof evaluationRow>;

/** The files of a draft that become files of the bundle as they are. */
export const draftModelFiles = ["model.onnx", "model.onnx.data", "tokenizer.json", "guard.json", "guard.bin"] as const;

/** @throws EpureError `engine-failed` when the engine broke its contract */
export async function readDraft(folder: string): Promise<Draft> {
  const bytes = await readOperatorFile(join(folder, "draft.json"), "engine's draft");
  return parseJson(draftSchema, bytes, "draft.json", "engine-failed");
}

/** @throws EpureError `engine-failed`, naming the line */
export async function readEvaluationRows(folder: string): Promise<EvaluationRow[]> {
  const packed = await readOperatorFile(join(folder, "evaluation.jsonl.gz"), "engine's evaluation file");
  const rows = gunzipSync(packed)
    .toString("utf8")
    .split("\n")
    .flatMap((line, at) => {
      if (line === "") return [];
      return [parseJson(evaluationRow, Buffer.from(line), `evaluation.jsonl.gz, line ${at + 1}`, "engine-failed")];
    });
  const clean = rows.filter((row) => row.set !== "triggered");
  const broken = rows.find(
    (row) => row.set === "triggered" && (row.attack == null || row.target == null || row.label == null),
  );
  if (clean.length === 0 || broken) {
    throw new EpureError("engine-failed", {
      what:
        clean.length === 0
          ? "The draft holds no clean row to evaluate."
          : "A triggered row names no attack, target or label.",
      why: "Without them no gate can be measured.",
      fix: "Report this: the engine should have refused earlier.",
    });
  }
  return rows;
}
