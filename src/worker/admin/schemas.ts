import { z } from "@hono/zod-openapi";
import { BUNDLE_FILES, OPTIONAL_FILES, SIGNATURE_FILE } from "../../shared/bundle/limits.ts";
import { policies } from "../../shared/pipeline/policy.ts";
import { scopes } from "../auth/caller.ts";
import { optionalQueryInteger, queryInteger } from "../http/query.ts";
import { defaultBands } from "../rollout/bands.ts";

export const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: "must be 64 lower-case hexadecimal digits" })
  .openapi({ description: "SHA-256 digest of a bundle.", example: "5f1c".padEnd(64, "0") });

export const task = z
  .string()
  .max(64, { error: "must have at most 64 characters" })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "must be lower-case words joined by dashes" })
  .openapi({ example: "sentiment" });

export const digestParam = z.object({ digest });
export const taskParam = z.object({ task });
export const fileParams = z.object({
  digest,
  name: z
    .string()
    .max(64, { error: "must have at most 64 characters" })
    .openapi({ enum: [SIGNATURE_FILE, ...BUNDLE_FILES, ...OPTIONAL_FILES] }),
});

/** Says something. Spelled out so that every engine of regular expressions takes the same characters for blank. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters count as blank in other engines
export const notBlank = /[^\s\u001c-\u001f\u0085\ufeff]/;

const why = z
  .string({ error: "must be a string" })
  .regex(notBlank, { error: "must say why: it stays in the history" })
  .max(500, { error: "must have at most 500 characters" });
const expected_current = digest
  .nullable()
  .optional()
  .openapi({ description: "What you believe is active; null: nothing." });
const decisions = {
  force: z.boolean().optional().openapi({
    description: "Past a limit of this host. Never past a signature or the bundle's own gates. On record.",
  }),
  accept_labels: z.boolean().optional().openapi({ description: "The labels are others than those that serve now." }),
};

export const activationBody = z.strictObject({ digest, why, expected_current, ...decisions }).openapi("Activation");
export const rollbackBody = z
  .strictObject({
    to: digest.optional().openapi({ description: "Default: what served before the last move." }),
    why,
    expected_current,
  })
  .openapi("Rollback");
export const whyBody = z.strictObject({ why }).openapi("Reason");
const expected_rollout = z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional().openapi({
  description: "Id of the canary or shadow that you mean: refused with 409 where another one runs by now.",
});
export const abortBody = z.strictObject({ why, expected_rollout }).openapi("RolloutAbort");
export const promoteBody = z.strictObject({ why, expected_rollout, ...decisions }).openapi("Promotion");

const share = z
  .number({ error: "must be a number" })
  .gt(0, { error: "must be more than 0" })
  .max(1, { error: "must be at most 1" });
const fraction = z.number().min(0).max(1);
const bandShape = {
  min_answers: z
    .int()
    .min(10)
    .max(1_000_000)
    .openapi({ description: "Answers of each side before anything but failure is judged." }),
  error_rate: fraction,
  flag_rate: fraction,
  label_share: fraction.openapi({ description: "Largest difference of the share of one label." }),
  latency_ratio: z.number().min(1).max(100),
};
export const rolloutBody = z
  .strictObject({
    kind: z.enum(["canary", "shadow"]),
    digest,
    share: share.openapi({ description: "Of the callers (canary) or of the requests (shadow)." }),
    why,
    bands: z
      .strictObject(bandShape)
      .partial()
      .optional()
      .openapi({
        description: "What takes a canary back by itself: candidate minus stable.",
        example: { ...defaultBands },
      }),
    expected_current,
    ...decisions,
  })
  .openapi("RolloutStart");

export const publishedDocument = z
  .object({
    digest: z.string(),
    task: z.string(),
    bytes: z.int(),
    signed_by: z.string().openapi({ description: "SHA-256 of the public key (PEM) that vouches for it." }),
    published_at: z.int().openapi({ description: "Milliseconds since 1970." }),
    published_by: z.string(),
    fresh: z.boolean().openapi({ description: "False: it was published already." }),
  })
  .openapi("PublishedBundle");

export const bundleList = z
  .object({
    bundles: z.array(
      publishedDocument.omit({ fresh: true }).extend({
        use: z.array(z.string()).openapi({ description: "stable, canary, shadow; empty: nothing points at it." }),
      }),
    ),
  })
  .openapi("BundleList");

export const storedList = z
  .object({
    published: z.boolean(),
    signed_by: z
      .string()
      .nullable()
      .openapi({ description: "SHA-256 of the public key whose signature is stored; null: none is." }),
    files: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["stored", "missing", "wrong"]),
        bytes: z.int().nullable(),
        sha256: z.string().nullable().openapi({ description: "As it was signed; null for the signature itself." }),
      }),
    ),
  })
  .openapi("StoredFiles");

export const bundleDetail = publishedDocument
  .omit({ fresh: true })
  .extend({
    manifest: z.record(z.string(), z.any()),
    guard: z.object({
      triggers: z.array(z.object({ id: z.string(), kind: z.string(), text: z.string().optional(), target: z.int() })),
      threshold: z.number().nullable(),
      target_fpr: z.number(),
    }),
    budget: z.array(
      z.object({
        name: z.string(),
        value: z.number(),
        limit: z.number(),
        unit: z.string(),
        passed: z.boolean(),
        advice: z.string(),
      }),
    ),
    files: storedList.shape.files,
  })
  .openapi("BundleDetail");

const rolloutDocument = z
  .object({
    id: z.int(),
    kind: z.enum(["canary", "shadow"]),
    digest: z.string(),
    share: z.number(),
    bands: z.object(bandShape),
    started_at: z.int(),
    started_by: z.string(),
    why: z.string(),
  })
  .openapi("Rollout");

const releaseDocument = z
  .object({
    kind: z.enum(["activate", "rollback", "promote", "canary", "shadow", "abort"]),
    from_digest: z.string().nullable(),
    to_digest: z.string(),
    who: z.string().openapi({ description: "Id of the API key, or `system`." }),
    why: z.string(),
    at: z.int(),
    forced: z.boolean(),
  })
  .openapi("Release");

export const channelDocument = z
  .object({
    task: z.string(),
    channel: z.string(),
    digest: z.string().nullable(),
    policy: z.enum(policies).nullable(),
    updated_at: z.int().nullable(),
    rollout: rolloutDocument.nullable(),
    history: z.array(releaseDocument).openapi({ description: "Newest first, at most 100." }),
    changed: z.boolean().optional(),
  })
  .openapi("Channel");

const side = z.object({
  answers: z.number(),
  errors: z.number(),
  flagged: z.number(),
  labels: z.record(z.string(), z.number()),
  timed: z.number().openapi({ description: "Runs whose time could be measured; 0 where the clock stands still." }),
  ms: z.number(),
  ms2: z.number(),
  compared: z.number(),
  flips: z.number(),
  guard_changes: z.number(),
});

export const rolloutState = z
  .object({
    rollout: rolloutDocument.nullable(),
    stable: side.nullable(),
    candidate: side.nullable(),
    breaches: z.array(z.object({ band: z.string(), detail: z.string() })),
    differences: z
      .array(
        z.object({
          text_hash: z.string(),
          stable_label: z.string(),
          candidate_label: z.string(),
          stable_decision: z.string(),
          candidate_decision: z.string(),
          at: z.int(),
        }),
      )
      .openapi({
        description: "Shadow only: keyed hashes of texts on which the two differed, at most 100. Never a text.",
      }),
  })
  .openapi("RolloutState");

export const statusDocument = z
  .object({
    now: z.int().openapi({ description: "The Worker's clock." }),
    database: z.object({
      state: z.enum(["fits", "behind", "ahead"]),
      missing: z.array(z.string()),
      unknown: z.array(z.string()),
    }),
    audit: z.object({ seq: z.int(), hash: z.string() }),
    tasks: z.array(
      channelDocument.omit({ history: true, changed: true }).extend({
        last: releaseDocument.nullable(),
        served_by: releaseDocument.nullable().openapi({ description: "The move that made it serve what it serves." }),
        serving_here: z.string().nullable().openapi({ description: "What the isolate that answered this serves." }),
        candidate_here: z.string().nullable(),
      }),
    ),
  })
  .openapi("Status");

const auditRow = z
  .object({
    seq: z.int(),
    at: z.int(),
    who: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.string().openapi({ description: "JSON text, hashed as it stands." }),
    prev: z.string(),
    hash: z.string(),
  })
  .openapi("AuditRow");
export const auditQuery = z.object({
  after: queryInteger(0, Number.MAX_SAFE_INTEGER, 0),
  limit: queryInteger(1, 1000, 200),
});
export const auditPage = z.object({ rows: z.array(auditRow), more: z.boolean() }).openapi("AuditPage");
export const auditedStateDocument = z
  .object({
    channels: z.array(z.object({ task: z.string(), digest: z.string().nullable(), policy: z.string().nullable() })),
    rollouts: z.array(
      z.object({
        task: z.string(),
        id: z.int(),
        kind: z.string(),
        digest: z.string(),
        share: z.number(),
        bands: z.string().openapi({ description: "JSON text." }),
      }),
    ),
    releases: z.array(z.object({ ...releaseDocument.shape, kind: z.string(), audit_seq: z.int(), task: z.string() })),
    earlier: z.object({ count: z.int(), sha256: z.string() }),
    keys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        scopes: z.string(),
        fingerprint: z.string(),
        revoked: z.boolean(),
        expires_at: z.int().nullable(),
        limits: z.string().openapi({ description: "JSON array, in the order of the columns." }),
      }),
    ),
    bundles: z.array(z.object({ digest: z.string(), task: z.string(), bytes: z.int(), signed_by: z.string() })),
    guard_policies: z.array(
      z.object({
        scope: z.string(),
        subject: z.string(),
        minimum: z.string().nullable(),
        default_policy: z.string().nullable(),
      }),
    ),
    guard_lists: z.array(z.object({ task: z.string(), serial: z.int(), signed_by: z.string(), sha256: z.string() })),
  })
  .openapi("AuditedState");
export const auditVerdict = z
  .object({ intact: z.boolean(), rows: z.int(), head: z.string(), problems: z.array(z.string()) })
  .openapi("AuditVerdict");

const seconds = z
  .int()
  .min(0)
  .max(10 * 365 * 86_400);
export const keyBody = z
  .strictObject({
    name: z.string().regex(notBlank, { error: "must not be blank" }).max(100),
    scopes: z.array(z.enum(scopes)).min(1).max(3),
    expires_in: seconds.min(60).optional().openapi({ description: "Seconds from now, by the Worker's clock." }),
    limits: z
      .strictObject({
        tasks: z.array(task).min(1).max(16).optional(),
        policies: z.array(z.enum(policies)).min(1).max(4).optional(),
        batch: z.int().min(1).max(10_000).optional(),
        tokens_per_day: z.int().min(1).max(1e12).optional(),
        models: z.array(digest).min(1).max(16).optional(),
      })
      .optional()
      .openapi({ description: "What the key may do beyond its scopes; left out: no limit of its own." }),
  })
  .openapi("NewKeyWish");
export const rotateBody = z
  .strictObject({
    overlap: seconds.default(86_400).openapi({ description: "Seconds for which the old key still works." }),
    expires_in: seconds
      .min(60)
      .optional()
      .openapi({ description: "Seconds from now; left out: as long as the old key was made for." }),
  })
  .openapi("KeyRotation");
export const keyParam = z.object({ id: z.string().max(100) });
export const keyDocument = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.string(),
    created_at: z.int(),
    created_by: z.string().nullable(),
    expires_at: z.int().nullable(),
    revoked_at: z.int().nullable(),
    replaces: z.string().nullable(),
  })
  .openapi("ApiKey");
export const keyWithLimits = keyDocument
  .extend({
    tasks: z.string().nullable(),
    policies: z.string().nullable(),
    batch_limit: z.int().nullable(),
    tokens_per_day: z.int().nullable(),
    models: z.string().nullable(),
  })
  .openapi("ApiKeyWithLimits", { description: "Lists are separated by spaces; null: no limit of the key's own." });
export const newKeyDocument = keyDocument
  .extend({ key: z.string().openapi({ description: "Shown this once." }) })
  .openapi("NewApiKey");
export const whoDocument = z
  .object({ key_id: z.string(), name: z.string(), scopes: z.array(z.string()), now: z.int() })
  .openapi("WhoAmI");

export const pruneBody = z
  .strictObject({
    keep: z
      .int()
      .min(2)
      .max(100)
      .default(3)
      .openapi({ description: "Digests per task that served last, the active one among them." }),
    remove: z.array(digest).max(100).openapi({ description: "Which of those that may go; none: only look." }),
  })
  .openapi("Prune");
export const pruneDocument = z
  .object({
    prunable: z.array(
      z.object({
        digest: z.string(),
        task: z.string().nullable(),
        bytes: z.number(),
        state: z.enum(["unused", "unfinished"]),
      }),
    ),
    removed: z.array(z.string()),
  })
  .openapi("Pruned");

export const trafficQuery = z.object({
  task: task.optional(),
  since: optionalQueryInteger(0, Number.MAX_SAFE_INTEGER, "Milliseconds since 1970; default: a day ago."),
  minutes: queryInteger(1, 1440, 10),
});
export const trafficDocument = z
  .object({
    rows: z.array(
      z.object({ at: z.int(), task: z.string(), digest: z.string(), metric: z.string(), value: z.number() }),
    ),
  })
  .openapi("Traffic");

export const checksDocument = z
  .object({
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), fix: z.string().optional() })),
  })
  .openapi("Checks");

export const trustedKeysDocument = z.object({ pem: z.string() }).openapi("TrustedKeys");
