/** The types of the API, generated from its OpenAPI document by `npm run client`. Not edited by hand. */
export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The Worker runs */
        get: operations["getHealthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every active task is served by a model that ran just now */
        get: operations["getHealthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hf/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hugging Face text-classification
         * @description Give this URL to `@huggingface/inference` as `endpointUrl` or to `huggingface_hub.InferenceClient` as `model`. A pair is `{text, text_pair}`. One refused input refuses the request; the guard's findings are in the header `Epure-Guard`.
         */
        post: operations["huggingFaceTextClassification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openai/v1/moderations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * OpenAI moderations
         * @description The base URL for a client is `/openai/v1`. `flagged` means that the guard found a trigger, not that a text is harmful. Categories: `guard/sequence`, `guard/set`, `guard/drift`, `guard/incident`, and `label/<label>` of the model. Where the guard refuses a text there are no `label/` categories.
         */
        post: operations["openAiModerations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a kind of problem means */
        get: operations["getProblemKind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tei/{task}/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Text Embeddings Inference /predict
         * @description The base URL for a client is `/tei/{task}`. Errors have `error` and `error_type` beside the members of a problem; a batch over the limit and a text that may not be cut are 413, a defect of ours is 424, as there.
         */
        post: operations["teiPredict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows of the audit trail, oldest first */
        get: operations["getV1AdminAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tables that the trail speaks of, to be compared with it elsewhere */
        get: operations["getV1AdminAuditState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether trail and tables still agree
         * @description This is the Worker's own verdict. `epure audit verify` comes to one on the operator's machine.
         */
        get: operations["getV1AdminAuditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every published bundle, the newest first */
        get: operations["getV1AdminBundles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a bundle is published */
        get: operations["getV1AdminBundlesDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/{digest}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which files of a bundle are stored: what an upload has still to send */
        get: operations["getV1AdminBundlesDigestFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/{digest}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Store one file of a bundle
         * @description model.sig first; every other file must have the SHA-256 that it signs. Sending a stored file again changes nothing.
         */
        put: operations["putV1AdminBundlesDigestFilesName"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/{digest}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the whole bundle and make it available for activation */
        post: operations["postV1AdminBundlesDigestFinish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/{digest}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Manifest, guard, budget and stored files of a published bundle */
        get: operations["getV1AdminBundlesDigestInspect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/bundles/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove bundles that nothing points at and nobody would go back to
         * @description With an empty `remove` it only tells which may go. What is active, in a rollout, or served lately never may.
         */
        post: operations["postV1AdminBundlesPrune"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a task points, and how it got there */
        get: operations["getV1AdminChannelsTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Point a task at a published bundle
         * @description Compare-and-set: refused with 409 when the pointer is not at `expected_current`. A rollback is an activation of the earlier digest.
         */
        post: operations["postV1AdminChannelsTaskActivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Back to what served before
         * @description Only to a digest that has served this task, and ends a canary or shadow that runs.
         */
        post: operations["postV1AdminChannelsTaskRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}/rollout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The canary or shadow that runs, with its figures */
        get: operations["getV1AdminChannelsTaskRollout"];
        put?: never;
        /**
         * Start a canary or a shadow
         * @description A canary answers a share of the callers, by a hash of the key or of the header X-Epure-Subject, and is taken back by itself when it leaves its bands. A shadow answers nobody: it sees a share of the requests after they were answered.
         */
        post: operations["postV1AdminChannelsTaskRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}/rollout/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the candidate of a canary or shadow back */
        post: operations["postV1AdminChannelsTaskRolloutAbort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{task}/rollout/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The candidate of a canary becomes what serves
         * @description Checked again. What was decided when the canary began holds; what has come up since needs a decision.
         */
        post: operations["postV1AdminChannelsTaskRolloutPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the deployment finds wrong with itself */
        get: operations["getV1AdminChecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/guard/{task}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the guard decided, and which texts came again and again
         * @description Counts and keyed hashes, never a text. Isolates write theirs every few seconds.
         */
        get: operations["getV1AdminGuardTaskCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/guard/{task}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The guard list that holds in this isolate */
        get: operations["getV1AdminGuardTaskList"];
        /**
         * Publish a signed guard list
         * @description Holds on every isolate within a minute, without a deployment. A list that is unsigned, malformed, expired or not newer than the one that holds is refused, and that one stays.
         */
        put: operations["putV1AdminGuardTaskList"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/guard/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policies of all channels and keys that have one */
        get: operations["getV1AdminGuardPolicies"];
        /** Say the minimum and the default policy of a channel or of a key */
        put: operations["putV1AdminGuardPolicies"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every key, without the keys themselves */
        get: operations["getV1AdminKeys"];
        put?: never;
        /** Make a key */
        post: operations["postV1AdminKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a key; an isolate may still take it for up to a minute */
        post: operations["postV1AdminKeysIdRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new key with the same rights; the old one ends after the overlap */
        post: operations["postV1AdminKeysIdRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where every task points, what runs beside it, and the state of trail and database */
        get: operations["getV1AdminStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts of answers, labels, flags and failures by time and digest */
        get: operations["getV1AdminTraffic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/trusted-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys whose signatures this deployment accepts */
        get: operations["getV1AdminTrustedKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose key this is */
        get: operations["getV1AdminWhoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The models that serve now */
        get: operations["getV1Models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The model that serves a task */
        get: operations["getV1ModelsTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{task}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Manifest, signature and report of the bundle that serves a task
         * @description Enough to check the signature elsewhere: `signature` is the bundle's model.sig as it was signed.
         */
        get: operations["getV1ModelsTaskProvenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{task}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report of the bundle that serves a task, for people
         * @description `report.html` as it was signed: one page, no script, nothing fetched.
         */
        get: operations["getV1ModelsTaskReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sentence-pair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Relation of one pair of sentences or of a batch */
        post: operations["postV1SentencePair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sentiment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sentiment of one text or of a batch */
        post: operations["postV1Sentiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this key may do, and what it has used
         * @description Counts reach the database some seconds after the request they belong to, so the newest may be missing where other isolates served them.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Activation: {
            /** @description The labels are others than those that serve now. */
            accept_labels?: boolean;
            /**
             * @description SHA-256 digest of a bundle.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            digest: string;
            /**
             * @description What you believe is active; null: nothing.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            expected_current?: string | null;
            /** @description Past a limit of this host. Never past a signature or the bundle's own gates. On record. */
            force?: boolean;
            why: string;
        };
        /**
         * @example {
         *       "label": "positive",
         *       "score": 0.981,
         *       "scores": {
         *         "positive": 0.981,
         *         "negative": 0.019
         *       },
         *       "truncated": false,
         *       "tokens": 13,
         *       "guard": {
         *         "decision": "pass",
         *         "policy": "mask",
         *         "triggers": []
         *       },
         *       "model": {
         *         "task": "sentiment",
         *         "digest": "5f1c000000000000000000000000000000000000000000000000000000000000",
         *         "channel": "stable"
         *       },
         *       "request_id": "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e"
         *     }
         */
        Answer: components["schemas"]["Classification"] & {
            model: components["schemas"]["ModelReference"];
            request_id: string;
        };
        ApiKey: {
            created_at: number;
            created_by: string | null;
            expires_at: number | null;
            id: string;
            name: string;
            replaces: string | null;
            revoked_at: number | null;
            scopes: string;
        };
        /** @description Lists are separated by spaces; null: no limit of the key's own. */
        ApiKeyWithLimits: components["schemas"]["ApiKey"] & {
            batch_limit: number | null;
            models: string | null;
            policies: string | null;
            tasks: string | null;
            tokens_per_day: number | null;
        };
        AuditedState: {
            bundles: {
                bytes: number;
                digest: string;
                signed_by: string;
                task: string;
            }[];
            channels: {
                digest: string | null;
                policy: string | null;
                task: string;
            }[];
            earlier: {
                count: number;
                sha256: string;
            };
            guard_lists: {
                serial: number;
                sha256: string;
                signed_by: string;
                task: string;
            }[];
            guard_policies: {
                default_policy: string | null;
                minimum: string | null;
                scope: string;
                subject: string;
            }[];
            keys: {
                expires_at: number | null;
                fingerprint: string;
                id: string;
                /** @description JSON array, in the order of the columns. */
                limits: string;
                name: string;
                revoked: boolean;
                scopes: string;
            }[];
            releases: {
                at: number;
                audit_seq: number;
                forced: boolean;
                from_digest: string | null;
                kind: string;
                task: string;
                to_digest: string;
                /** @description Id of the API key, or `system`. */
                who: string;
                why: string;
            }[];
            rollouts: {
                /** @description JSON text. */
                bands: string;
                digest: string;
                id: number;
                kind: string;
                share: number;
                task: string;
            }[];
        };
        AuditPage: {
            more: boolean;
            rows: components["schemas"]["AuditRow"][];
        };
        AuditRow: {
            action: string;
            at: number;
            /** @description JSON text, hashed as it stands. */
            detail: string;
            hash: string;
            prev: string;
            seq: number;
            subject: string;
            who: string;
        };
        AuditVerdict: {
            head: string;
            intact: boolean;
            problems: string[];
            rows: number;
        };
        BatchAnswer: {
            model: components["schemas"]["ModelReference"];
            request_id: string;
            /** @description One per item, in order. An item that the guard refused has `error`; the others stand. */
            results: (components["schemas"]["Classification"] | {
                error: components["schemas"]["Problem"];
            })[];
        };
        BundleDetail: {
            budget: {
                advice: string;
                limit: number;
                name: string;
                passed: boolean;
                unit: string;
                value: number;
            }[];
            bytes: number;
            digest: string;
            files: {
                bytes: number | null;
                name: string;
                /** @description As it was signed; null for the signature itself. */
                sha256: string | null;
                /** @enum {string} */
                state: "stored" | "missing" | "wrong";
            }[];
            guard: {
                target_fpr: number;
                threshold: number | null;
                triggers: {
                    id: string;
                    kind: string;
                    target: number;
                    text?: string;
                }[];
            };
            manifest: {
                [key: string]: unknown;
            };
            /** @description Milliseconds since 1970. */
            published_at: number;
            published_by: string;
            /** @description SHA-256 of the public key (PEM) that vouches for it. */
            signed_by: string;
            task: string;
        };
        BundleList: {
            bundles: {
                bytes: number;
                digest: string;
                /** @description Milliseconds since 1970. */
                published_at: number;
                published_by: string;
                /** @description SHA-256 of the public key (PEM) that vouches for it. */
                signed_by: string;
                task: string;
                /** @description stable, canary, shadow; empty: nothing points at it. */
                use: string[];
            }[];
        };
        Channel: {
            changed?: boolean;
            channel: string;
            digest: string | null;
            /** @description Newest first, at most 100. */
            history: components["schemas"]["Release"][];
            /** @enum {string|null} */
            policy: "audit" | "flag" | "mask" | "block" | null;
            rollout: components["schemas"]["Rollout"];
            task: string;
            updated_at: number | null;
        };
        Checks: {
            checks: {
                detail: string;
                fix?: string;
                name: string;
                ok: boolean;
            }[];
        };
        Classification: {
            /** @description What the model says with the flagged tokens left in, and left out. */
            explain?: {
                /** @description By how much the flagged tokens raise the probability of the label of `left_in`. */
                change: number | null;
                left_in: {
                    label: string;
                    /** @description Probability of `label`. */
                    score: number;
                    /** @description Probability by label, best first. */
                    scores: {
                        [key: string]: number;
                    };
                };
                left_out: {
                    label: string;
                    /** @description Probability of `label`. */
                    score: number;
                    /** @description Probability by label, best first. */
                    scores: {
                        [key: string]: number;
                    };
                } | null;
            };
            guard: components["schemas"]["Guard"];
            heat?: components["schemas"]["Heat"];
            label: string;
            /** @description Probability of `label`. */
            score: number;
            /** @description Probability by label, best first. */
            scores: {
                [key: string]: number;
            };
            /** @description Tokens read, control tokens included. */
            tokens: number;
            truncated: boolean;
            /** @description Where `truncated`: the UTF-16 range of each text that guard and model have read. */
            truncation?: {
                /** @enum {string} */
                direction: "right" | "left";
                read: {
                    end: number;
                    /** @enum {string} */
                    segment: "text" | "first" | "second";
                    start: number;
                }[];
            };
        };
        Guard: {
            /** @description Triggers behind the token limit: the model never read them. */
            beyond?: components["schemas"]["Trigger"][];
            /** @enum {string} */
            decision: "pass" | "flagged" | "masked" | "blocked";
            /** @description Trigger strings written as honest writers write them (`10 MB`), without any effect on this answer. */
            dismissed?: components["schemas"]["Trigger"][];
            /** @enum {string} */
            policy: "audit" | "flag" | "mask" | "block";
            /** @description What the decision rests on; under `mask`, what was left out. */
            triggers: components["schemas"]["Trigger"][];
        };
        GuardCounts: {
            /** @description Of these flagged, masked or blocked. */
            acted: number;
            /** @description Keyed hashes of texts in which something fired again and again. */
            bursts: {
                count: number;
                first: string;
                hash: string;
                last: string;
            }[];
            /** @description `rule` is `*` for items as a whole, else the rule that fired in them. Decisions `dismissed` (let go as honest use) and `beyond` (behind the token limit) stand beside the item's own. */
            counts: {
                channel: string;
                count: number;
                decision: string;
                policy: string;
                rule: string;
            }[];
            /** @description Texts or pairs judged. */
            items: number;
            minutes: number;
            /** @description Items as a whole over time, oldest first; steps without any are left out. */
            series: {
                count: number;
                decision: string;
                from: string;
            }[];
            /** @description Length of one step of `series`. */
            step_minutes: number;
            task: string;
        };
        GuardList: {
            entries: {
                /** @enum {string} */
                action: "catch" | "allow";
                expires: string;
                id: string;
                phrase: string;
                reason: string;
            }[];
            expires: string;
            /** @enum {number} */
            schema_version: 1;
            serial: number;
            signed_by: string;
            task: string;
        };
        /** @description A guard list in its DSSE envelope, as `epure guard sign` writes it. */
        GuardListEnvelope: {
            [key: string]: unknown;
        };
        GuardPolicies: {
            policies: {
                /** @enum {string|null} */
                default: "audit" | "flag" | "mask" | "block" | null;
                /** @enum {string|null} */
                minimum: "audit" | "flag" | "mask" | "block" | null;
                /** @enum {string} */
                scope: "channel" | "key";
                subject: string;
                updated_at: number;
                who: string;
                why: string;
            }[];
        };
        GuardPolicyChange: {
            /**
             * @description Used where a caller asks for none. null: nothing said here.
             * @enum {string|null}
             */
            default?: "audit" | "flag" | "mask" | "block" | null;
            /**
             * @description Laxest policy that may be used. null: nothing said here.
             * @enum {string|null}
             */
            minimum?: "audit" | "flag" | "mask" | "block" | null;
            why: string;
        };
        Health: {
            /** @description Candidates of canaries and shadows; `ready` does not depend on them. */
            candidates?: {
                /** @description The digest that should serve. */
                active: string;
                channel: string;
                problem?: {
                    detail: string;
                    kind: string;
                };
                /** @description It gave its golden logits bit for bit, just now. */
                ran: boolean;
                /** @description The digest that does: the last good one where `active` was refused. */
                serving: string | null;
                task: string;
            }[];
            problem?: {
                detail: string;
                kind: string;
            };
            ready: boolean;
            tasks: {
                /** @description The digest that should serve. */
                active: string;
                channel: string;
                problem?: {
                    detail: string;
                    kind: string;
                };
                /** @description It gave its golden logits bit for bit, just now. */
                ran: boolean;
                /** @description The digest that does: the last good one where `active` was refused. */
                serving: string | null;
                task: string;
            }[];
        };
        /** @description What the guard saw, where `explain` was `tokens`: every token that the model reads, after truncation, control tokens left out. */
        Heat: {
            /** @description Highest score in the vocabulary. */
            highest: number;
            /** @description Score from which a single token is flagged; null: that rule is off. */
            threshold: number | null;
            tokens: {
                end: number;
                /** @description How far this token's embedding had drifted in the suspect. */
                score: number;
                /** @enum {string} */
                segment: "text" | "first" | "second";
                start: number;
            }[];
        };
        /**
         * @example {
         *       "inputs": "A warm, funny film that never loses its way.",
         *       "parameters": {
         *         "top_k": 1
         *       }
         *     }
         */
        HuggingFaceRequest: {
            inputs: string | {
                /**
                 * Format: readable-text
                 * @description At least one character that is no blank, control, lone mark or replacement character.
                 */
                text: string;
                /**
                 * Format: readable-text
                 * @description At least one character that is no blank, control, lone mark or replacement character.
                 */
                text_pair?: string;
            } | (string | {
                /**
                 * Format: readable-text
                 * @description At least one character that is no blank, control, lone mark or replacement character.
                 */
                text: string;
                /**
                 * Format: readable-text
                 * @description At least one character that is no blank, control, lone mark or replacement character.
                 */
                text_pair?: string;
            })[];
            /** @description Accepted and ignored. */
            options?: {
                [key: string]: unknown;
            } | null;
            parameters?: {
                /** @enum {string|null} */
                function_to_apply?: "softmax" | "sigmoid" | "none" | null;
                top_k?: number | null;
                /** @description False: refuse a text over the token limit. */
                truncation?: boolean | null;
            } | null;
        };
        KeyRotation: {
            /** @description Seconds from now; left out: as long as the old key was made for. */
            expires_in?: number;
            /**
             * @description Seconds for which the old key still works.
             * @default 86400
             */
            overlap: number;
        };
        Model: components["schemas"]["ModelReference"] & {
            /**
             * @description What holds where a request names none; null where this key may use none.
             * @enum {string|null}
             */
            default_policy: "audit" | "flag" | "mask" | "block" | null;
            /** @description In the order of the model's outputs. */
            labels: string[];
            name: string;
            /** @description What this key may ask for, laxest first: the minimum and its own limits considered. */
            policies: ("audit" | "flag" | "mask" | "block")[];
            /**
             * @description The operator's minimum for this model and key.
             * @enum {string}
             */
            policy: "audit" | "flag" | "mask" | "block";
            segments: 1 | 2;
            token_limit: number;
        };
        ModelReference: {
            /** @description `stable`, or `canary` where the candidate of a canary answered. */
            channel: string;
            /** @description SHA-256 digest of the signed bundle that answered. */
            digest: string;
            /** @description While a canary runs: the digests of both sides. */
            rollout?: {
                candidate: string;
                /** @enum {string} */
                kind: "canary";
                stable: string;
            };
            task: string;
        };
        Moderation: {
            id: string;
            model: string;
            results: {
                categories: {
                    [key: string]: boolean;
                };
                category_applied_input_types: {
                    [key: string]: "text"[];
                };
                category_scores: {
                    [key: string]: number;
                };
                epure: {
                    guard: components["schemas"]["Guard"];
                    label: string | null;
                    tokens: number;
                    truncated: boolean;
                };
                /** @description The guard found a trigger. */
                flagged: boolean;
            }[];
        };
        /**
         * @example {
         *       "model": "sentiment",
         *       "input": "A warm, funny film."
         *     }
         */
        ModerationRequest: {
            /** @description A text, a batch of texts, or the text parts of one input (joined by line ends). */
            input: string | string[] | {
                /**
                 * Format: readable-text
                 * @description At least one character that is no blank, control, lone mark or replacement character.
                 */
                text: string;
                /** @enum {string} */
                type: "text";
            }[];
            /** @description A task of single texts, as GET /v1/models lists them. Default: sentiment. */
            model?: string | null;
        };
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description Shown this once. */
            key: string;
        };
        NewKeyWish: {
            /** @description Seconds from now, by the Worker's clock. */
            expires_in?: number;
            /** @description What the key may do beyond its scopes; left out: no limit of its own. */
            limits?: {
                batch?: number;
                models?: string[];
                policies?: ("audit" | "flag" | "mask" | "block")[];
                tasks?: string[];
                tokens_per_day?: number;
            };
            name: string;
            scopes: ("classify" | "viewer" | "operator")[];
        };
        Prediction: {
            label: string;
            score: number;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            detail: string;
            errors?: {
                detail: string;
                pointer: string;
            }[];
            guard?: components["schemas"]["Guard"];
            heat?: components["schemas"]["Heat"];
            limit?: number;
            model?: components["schemas"]["ModelReference"];
            offenders?: string[];
            reason?: string;
            request_id: string;
            status: number;
            title: string;
            /**
             * Format: uri-reference
             * @example /problems/unprocessable
             */
            type: string;
        };
        ProblemKind: {
            fix: string;
            meaning: string;
            status: number;
            title: string;
            type: string;
        };
        Promotion: {
            /** @description The labels are others than those that serve now. */
            accept_labels?: boolean;
            /** @description Id of the canary or shadow that you mean: refused with 409 where another one runs by now. */
            expected_rollout?: number;
            /** @description Past a limit of this host. Never past a signature or the bundle's own gates. On record. */
            force?: boolean;
            why: string;
        };
        Provenance: components["schemas"]["ModelReference"] & {
            files: {
                name: string;
                sha256: string;
            }[];
            manifest: {
                [key: string]: unknown;
            };
            report: {
                [key: string]: unknown;
            };
            /** @description OpenSSF Model Signing v1.0: a Sigstore bundle with a DSSE envelope. */
            signature: {
                [key: string]: unknown;
            };
            /** @description SHA-256 of the public key (PEM) that signed. */
            signed_by: string;
        };
        Prune: {
            /**
             * @description Digests per task that served last, the active one among them.
             * @default 3
             */
            keep: number;
            /** @description Which of those that may go; none: only look. */
            remove: string[];
        };
        Pruned: {
            prunable: {
                bytes: number;
                digest: string;
                /** @enum {string} */
                state: "unused" | "unfinished";
                task: string | null;
            }[];
            removed: string[];
        };
        PublishedBundle: {
            bytes: number;
            digest: string;
            /** @description False: it was published already. */
            fresh: boolean;
            /** @description Milliseconds since 1970. */
            published_at: number;
            published_by: string;
            /** @description SHA-256 of the public key (PEM) that vouches for it. */
            signed_by: string;
            task: string;
        };
        Reason: {
            why: string;
        };
        Release: {
            at: number;
            forced: boolean;
            from_digest: string | null;
            /** @enum {string} */
            kind: "activate" | "rollback" | "promote" | "canary" | "shadow" | "abort";
            to_digest: string;
            /** @description Id of the API key, or `system`. */
            who: string;
            why: string;
        };
        Rollback: {
            /**
             * @description What you believe is active; null: nothing.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            expected_current?: string | null;
            /**
             * @description Default: what served before the last move.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            to?: string;
            why: string;
        };
        Rollout: {
            bands: {
                error_rate: number;
                flag_rate: number;
                /** @description Largest difference of the share of one label. */
                label_share: number;
                latency_ratio: number;
                /** @description Answers of each side before anything but failure is judged. */
                min_answers: number;
            };
            digest: string;
            id: number;
            /** @enum {string} */
            kind: "canary" | "shadow";
            share: number;
            started_at: number;
            started_by: string;
            why: string;
        } | null;
        RolloutAbort: {
            /** @description Id of the canary or shadow that you mean: refused with 409 where another one runs by now. */
            expected_rollout?: number;
            why: string;
        };
        RolloutStart: {
            /** @description The labels are others than those that serve now. */
            accept_labels?: boolean;
            /**
             * @description What takes a canary back by itself: candidate minus stable.
             * @example {
             *       "min_answers": 50,
             *       "error_rate": 0.02,
             *       "flag_rate": 0.05,
             *       "label_share": 0.15,
             *       "latency_ratio": 1.5
             *     }
             */
            bands?: {
                error_rate?: number;
                flag_rate?: number;
                /** @description Largest difference of the share of one label. */
                label_share?: number;
                latency_ratio?: number;
                /** @description Answers of each side before anything but failure is judged. */
                min_answers?: number;
            };
            /**
             * @description SHA-256 digest of a bundle.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            digest: string;
            /**
             * @description What you believe is active; null: nothing.
             * @example 5f1c000000000000000000000000000000000000000000000000000000000000
             */
            expected_current?: string | null;
            /** @description Past a limit of this host. Never past a signature or the bundle's own gates. On record. */
            force?: boolean;
            /** @enum {string} */
            kind: "canary" | "shadow";
            /** @description Of the callers (canary) or of the requests (shadow). */
            share: number;
            why: string;
        };
        RolloutState: {
            breaches: {
                band: string;
                detail: string;
            }[];
            candidate: {
                answers: number;
                compared: number;
                errors: number;
                flagged: number;
                flips: number;
                guard_changes: number;
                labels: {
                    [key: string]: number;
                };
                ms: number;
                ms2: number;
                /** @description Runs whose time could be measured; 0 where the clock stands still. */
                timed: number;
            } | null;
            /** @description Shadow only: keyed hashes of texts on which the two differed, at most 100. Never a text. */
            differences: {
                at: number;
                candidate_decision: string;
                candidate_label: string;
                stable_decision: string;
                stable_label: string;
                text_hash: string;
            }[];
            rollout: components["schemas"]["Rollout"];
            stable: {
                answers: number;
                compared: number;
                errors: number;
                flagged: number;
                flips: number;
                guard_changes: number;
                labels: {
                    [key: string]: number;
                };
                ms: number;
                ms2: number;
                /** @description Runs whose time could be measured; 0 where the clock stands still. */
                timed: number;
            } | null;
        };
        /**
         * @example {
         *       "first": "How do I learn to swim?",
         *       "second": "What is the best way to learn swimming?"
         *     }
         */
        SentencePairRequest: {
            /** @description Also answer with the flagged tokens left in and left out. `tokens`: and with the drift score of every token. */
            explain?: boolean | "tokens";
            /**
             * Format: readable-text
             * @description At least one character that is no blank, control, lone mark or replacement character.
             */
            first?: string;
            pairs?: {
                first: string;
                second: string;
            }[];
            /**
             * @description What to do with a flagged text: `audit` records, `flag` annotates, `mask` drops the trigger tokens and classifies the rest, `block` refuses with 422. A request may be stricter than the operator's minimum, never laxer (403).
             * @enum {string}
             */
            policy?: "audit" | "flag" | "mask" | "block";
            /** @description Scores are the model's logits, not probabilities. */
            raw_scores?: boolean;
            /**
             * Format: readable-text
             * @description At least one character that is no blank, control, lone mark or replacement character.
             */
            second?: string;
            /** @description Keep only the k most probable labels in `scores`. */
            top_k?: number;
            /**
             * @description What to cut off a text beyond the model's token limit: its right side (default) or its left. `none` refuses such a text with 422.
             * @enum {string}
             */
            truncation?: "right" | "left" | "none";
        } & (unknown | unknown);
        /**
         * @example {
         *       "text": "A warm, funny film that never loses its way.",
         *       "explain": true
         *     }
         */
        SentimentRequest: {
            /** @description Also answer with the flagged tokens left in and left out. `tokens`: and with the drift score of every token. */
            explain?: boolean | "tokens";
            /**
             * @description What to do with a flagged text: `audit` records, `flag` annotates, `mask` drops the trigger tokens and classifies the rest, `block` refuses with 422. A request may be stricter than the operator's minimum, never laxer (403).
             * @enum {string}
             */
            policy?: "audit" | "flag" | "mask" | "block";
            /** @description Scores are the model's logits, not probabilities. */
            raw_scores?: boolean;
            /**
             * Format: readable-text
             * @description At least one character that is no blank, control, lone mark or replacement character.
             */
            text?: string;
            texts?: string[];
            /** @description Keep only the k most probable labels in `scores`. */
            top_k?: number;
            /**
             * @description What to cut off a text beyond the model's token limit: its right side (default) or its left. `none` refuses such a text with 422.
             * @enum {string}
             */
            truncation?: "right" | "left" | "none";
        } & (unknown | unknown);
        Status: {
            audit: {
                hash: string;
                seq: number;
            };
            database: {
                missing: string[];
                /** @enum {string} */
                state: "fits" | "behind" | "ahead";
                unknown: string[];
            };
            /** @description The Worker's clock. */
            now: number;
            tasks: {
                candidate_here: string | null;
                channel: string;
                digest: string | null;
                last: components["schemas"]["Release"] & (Record<string, never> | null);
                /** @enum {string|null} */
                policy: "audit" | "flag" | "mask" | "block" | null;
                rollout: components["schemas"]["Rollout"];
                served_by: components["schemas"]["Release"] & (Record<string, never> | null);
                /** @description What the isolate that answered this serves. */
                serving_here: string | null;
                task: string;
                updated_at: number | null;
            }[];
        };
        StoredFiles: {
            files: {
                bytes: number | null;
                name: string;
                /** @description As it was signed; null for the signature itself. */
                sha256: string | null;
                /** @enum {string} */
                state: "stored" | "missing" | "wrong";
            }[];
            published: boolean;
            /** @description SHA-256 of the public key whose signature is stored; null: none is. */
            signed_by: string | null;
        };
        /**
         * @example {
         *       "inputs": [
         *         [
         *           "A warm, funny film."
         *         ],
         *         [
         *           "A dull, lifeless mess."
         *         ]
         *       ]
         *     }
         */
        TeiPredictRequest: {
            /** @description One text, one pair, or a batch: `[[text], …]` or `[[first, second], …]`. */
            inputs: string | string[] | string[][];
            raw_scores?: boolean | null;
            /** @description False: refuse a text over the token limit (413). */
            truncate?: boolean | null;
            /** @enum {string|null} */
            truncation_direction?: "Left" | "Right" | "left" | "right" | null;
        };
        Traffic: {
            rows: {
                at: number;
                digest: string;
                metric: string;
                task: string;
                value: number;
            }[];
        };
        /** @description A flagged span; `start` and `end` count UTF-16 units of the caller's string. */
        Trigger: {
            end: number;
            /** @enum {string} */
            kind: "sequence" | "set" | "drift" | "incident";
            rule: string;
            /** @description Drift for kind `drift`, 1 for `incident`, measured flip rate for the others. */
            score: number;
            /** @enum {string} */
            segment: "text" | "first" | "second";
            start: number;
            text: string;
        };
        TrustedKeys: {
            pem: string;
        };
        /**
         * @example {
         *       "key": {
         *         "id": "key_1",
         *         "name": "website",
         *         "scopes": [
         *           "classify"
         *         ]
         *       },
         *       "limits": {
         *         "tasks": [
         *           "sentiment"
         *         ],
         *         "policies": null,
         *         "batch": 8,
         *         "tokens_per_day": 1000000,
         *         "models": null
         *       },
         *       "days": [
         *         {
         *           "day": "2026-11-24",
         *           "requests": 120,
         *           "items": 480,
         *           "tokens": 9120,
         *           "flagged": 3,
         *           "refused": 0
         *         }
         *       ]
         *     }
         */
        Usage: {
            /** @description Newest first; days without a request are left out. */
            days: {
                /**
                 * Format: date
                 * @description UTC.
                 */
                day: string;
                flagged: number;
                items: number;
                refused: number;
                requests: number;
                tokens: number;
            }[];
            key: {
                id: string;
                name: string;
                scopes: string[];
            };
            /** @description null: no limit of this key's own. */
            limits: {
                batch: number | null;
                models: string[] | null;
                policies: ("audit" | "flag" | "mask" | "block")[] | null;
                tasks: string[] | null;
                tokens_per_day: number | null;
            };
        };
        WhoAmI: {
            key_id: string;
            name: string;
            now: number;
            scopes: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "live": true
                     *     }
                     */
                    "application/json": {
                        /** @enum {boolean} */
                        live: true;
                    };
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. A task with a `problem` is served by its last good bundle. */
            200: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "tasks": [
                     *         {
                     *           "task": "sentiment",
                     *           "channel": "stable",
                     *           "active": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "serving": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "ran": true,
                     *           "problem": {
                     *             "kind": "…",
                     *             "detail": "What happened, why, and what to do about it."
                     *           }
                     *         }
                     *       ],
                     *       "candidates": [
                     *         {
                     *           "task": "sentiment",
                     *           "channel": "stable",
                     *           "active": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "serving": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "ran": true,
                     *           "problem": {
                     *             "kind": "…",
                     *             "detail": "What happened, why, and what to do about it."
                     *           }
                     *         }
                     *       ],
                     *       "problem": {
                     *         "kind": "…",
                     *         "detail": "What happened, why, and what to do about it."
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready, and why. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "tasks": [
                     *         {
                     *           "task": "sentiment",
                     *           "channel": "stable",
                     *           "active": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "serving": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "ran": true,
                     *           "problem": {
                     *             "kind": "…",
                     *             "detail": "What happened, why, and what to do about it."
                     *           }
                     *         }
                     *       ],
                     *       "candidates": [
                     *         {
                     *           "task": "sentiment",
                     *           "channel": "stable",
                     *           "active": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "serving": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "ran": true,
                     *           "problem": {
                     *             "kind": "…",
                     *             "detail": "What happened, why, and what to do about it."
                     *           }
                     *         }
                     *       ],
                     *       "problem": {
                     *         "kind": "…",
                     *         "detail": "What happened, why, and what to do about it."
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    huggingFaceTextClassification: {
        parameters: {
            query?: never;
            header?: {
                /** @description A stricter guard policy than the operator's: audit, flag, mask, block. */
                "epure-policy"?: "audit" | "flag" | "mask" | "block";
            };
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HuggingFaceRequest"];
            };
        };
        responses: {
            /** @description A list of predictions per input, best first. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       [
                     *         {
                     *           "label": "positive",
                     *           "score": 0.98
                     *         }
                     *       ]
                     *     ]
                     */
                    "application/json": components["schemas"]["Prediction"][][];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openAiModerations: {
        parameters: {
            query?: never;
            header?: {
                /** @description A stricter guard policy than the operator's: audit, flag, mask, block. */
                "epure-policy"?: "audit" | "flag" | "mask" | "block";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModerationRequest"];
            };
        };
        responses: {
            /** @description One result per input. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_5f1c0a2b",
                     *       "model": "…",
                     *       "results": [
                     *         {
                     *           "flagged": false,
                     *           "categories": {
                     *             "positive": false
                     *           },
                     *           "category_scores": {
                     *             "positive": 0.98
                     *           },
                     *           "category_applied_input_types": {
                     *             "positive": [
                     *               "text"
                     *             ]
                     *           },
                     *           "epure": {
                     *             "guard": {
                     *               "decision": "pass",
                     *               "policy": "mask",
                     *               "triggers": [
                     *                 {
                     *                   "text": "cf",
                     *                   "start": 12,
                     *                   "end": 14,
                     *                   "segment": "text",
                     *                   "score": 0.98,
                     *                   "kind": "sequence",
                     *                   "rule": "t1"
                     *                 }
                     *               ],
                     *               "dismissed": [
                     *                 {
                     *                   "text": "cf",
                     *                   "start": 12,
                     *                   "end": 14,
                     *                   "segment": "text",
                     *                   "score": 0.98,
                     *                   "kind": "sequence",
                     *                   "rule": "t1"
                     *                 }
                     *               ],
                     *               "beyond": [
                     *                 {
                     *                   "text": "cf",
                     *                   "start": 12,
                     *                   "end": 14,
                     *                   "segment": "text",
                     *                   "score": 0.98,
                     *                   "kind": "sequence",
                     *                   "rule": "t1"
                     *                 }
                     *               ]
                     *             },
                     *             "label": "positive",
                     *             "truncated": false,
                     *             "tokens": 13
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Moderation"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProblemKind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of a problem's `type`. */
                kind: "bad-request" | "unauthenticated" | "forbidden" | "not-found" | "method-not-allowed" | "not-acceptable" | "conflict" | "payload-too-large" | "unsupported-media-type" | "blocked-by-guard" | "too-long" | "unprocessable" | "rate-limited" | "unavailable" | "database-version" | "internal" | "bundle-invalid" | "bundle-schema" | "bundle-limits" | "bundle-unsigned" | "bundle-untrusted" | "bundle-tampered" | "bundle-gates" | "release-refused" | "golden-mismatch" | "list-invalid" | "list-untrusted" | "list-expired" | "key-invalid";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kind, and what to do about it. */
            200: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/problems/unprocessable",
                     *       "title": "The request does not fit the schema",
                     *       "status": 422,
                     *       "meaning": "The request does not fit the schema.",
                     *       "fix": "Read `errors`; the schema is at /openapi.json."
                     *     }
                     */
                    "application/json": components["schemas"]["ProblemKind"];
                    "text/html": string;
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    teiPredict: {
        parameters: {
            query?: never;
            header?: {
                /** @description A stricter guard policy than the operator's: audit, flag, mask, block. */
                "epure-policy"?: "audit" | "flag" | "mask" | "block";
            };
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeiPredictRequest"];
            };
        };
        responses: {
            /** @description Predictions of the input, or of each item of a batch; best first. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "label": "positive",
                     *         "score": 0.98
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Prediction"][] | components["schemas"]["Prediction"][][];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description See the detail */
            424: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminAudit: {
        parameters: {
            query?: {
                /** @description Rows after this number. */
                after?: number;
                /** @description How many rows. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rows": [
                     *         {
                     *           "seq": 12,
                     *           "at": 1764072000000,
                     *           "who": "key_5f1c0a2b",
                     *           "action": "activate",
                     *           "subject": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "detail": "What happened, why, and what to do about it.",
                     *           "prev": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "hash": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ],
                     *       "more": false
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminAuditState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tables. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channels": [
                     *         {
                     *           "task": "sentiment",
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "policy": "mask"
                     *         }
                     *       ],
                     *       "rollouts": [
                     *         {
                     *           "task": "sentiment",
                     *           "id": 0,
                     *           "kind": "…",
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "share": 0.1,
                     *           "bands": "…"
                     *         }
                     *       ],
                     *       "releases": [
                     *         {
                     *           "kind": "…",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false,
                     *           "audit_seq": 0,
                     *           "task": "sentiment"
                     *         }
                     *       ],
                     *       "earlier": {
                     *         "count": 0,
                     *         "sha256": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *       },
                     *       "keys": [
                     *         {
                     *           "id": "key_5f1c0a2b",
                     *           "name": "website",
                     *           "scopes": "classify",
                     *           "fingerprint": "…",
                     *           "revoked": false,
                     *           "expires_at": 1795608000000,
                     *           "limits": "…"
                     *         }
                     *       ],
                     *       "bundles": [
                     *         {
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "task": "sentiment",
                     *           "bytes": 23414586,
                     *           "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ],
                     *       "guard_policies": [
                     *         {
                     *           "scope": "classify",
                     *           "subject": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "minimum": "mask",
                     *           "default_policy": "mask"
                     *         }
                     *       ],
                     *       "guard_lists": [
                     *         {
                     *           "task": "sentiment",
                     *           "serial": 0,
                     *           "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "sha256": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AuditedState"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminAuditVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The verdict. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "intact": true,
                     *       "rows": 12,
                     *       "head": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "problems": [
                     *         "…"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminBundles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundles. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "bundles": [
                     *         {
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "task": "sentiment",
                     *           "bytes": 23414586,
                     *           "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "published_at": 1764072000000,
                     *           "published_by": "key_5f1c0a2b",
                     *           "use": [
                     *             "…"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BundleList"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminBundlesDigest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 digest of a bundle. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "task": "sentiment",
                     *       "bytes": 23414586,
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "published_at": 1764072000000,
                     *       "published_by": "key_5f1c0a2b",
                     *       "fresh": false
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedBundle"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminBundlesDigestFiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 digest of a bundle. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The files. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "published": false,
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "files": [
                     *         {
                     *           "name": "website",
                     *           "state": "stored",
                     *           "bytes": 23414586,
                     *           "sha256": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StoredFiles"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1AdminBundlesDigestFilesName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 digest of a bundle. */
                digest: string;
                /** @description Name of a file of the bundle. */
                name: "model.sig" | "README.md" | "epure.json" | "golden.json" | "guard.bin" | "guard.json" | "model.onnx" | "model.onnx.data" | "report.html" | "report.json" | "tokenizer.json" | "bom.cdx.json" | "provenance.json";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Stored. */
            201: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminBundlesDigestFinish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 digest of a bundle. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Published. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "task": "sentiment",
                     *       "bytes": 23414586,
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "published_at": 1764072000000,
                     *       "published_by": "key_5f1c0a2b",
                     *       "fresh": false
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedBundle"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminBundlesDigestInspect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 digest of a bundle. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "task": "sentiment",
                     *       "bytes": 23414586,
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "published_at": 1764072000000,
                     *       "published_by": "key_5f1c0a2b",
                     *       "manifest": {},
                     *       "guard": {
                     *         "triggers": [
                     *           {
                     *             "id": "key_5f1c0a2b",
                     *             "kind": "…",
                     *             "text": "cf",
                     *             "target": 0
                     *           }
                     *         ],
                     *         "threshold": 0.02,
                     *         "target_fpr": 0
                     *       },
                     *       "budget": [
                     *         {
                     *           "name": "website",
                     *           "value": 0.004,
                     *           "limit": 0.02,
                     *           "unit": "bytes",
                     *           "passed": true,
                     *           "advice": "Serve each task from a Worker of its own."
                     *         }
                     *       ],
                     *       "files": [
                     *         {
                     *           "name": "website",
                     *           "state": "stored",
                     *           "bytes": 23414586,
                     *           "sha256": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BundleDetail"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminBundlesPrune: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "keep": 3,
                 *       "remove": [
                 *         "5f1c000000000000000000000000000000000000000000000000000000000000"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Prune"];
            };
        };
        responses: {
            /** @description What may go, and what went. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "prunable": [
                     *         {
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "task": "sentiment",
                     *           "bytes": 23414586,
                     *           "state": "unused"
                     *         }
                     *       ],
                     *       "removed": [
                     *         "…"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Pruned"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminChannelsTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channel. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminChannelsTaskActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "digest": "5f1c000000000000000000000000000000000000000000000000000000000000",
                 *       "why": "fewer flips",
                 *       "expected_current": "5f1c000000000000000000000000000000000000000000000000000000000000",
                 *       "force": false,
                 *       "accept_labels": false
                 *     }
                 */
                "application/json": components["schemas"]["Activation"];
            };
        };
        responses: {
            /** @description Where the task is now. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminChannelsTaskRollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "5f1c000000000000000000000000000000000000000000000000000000000000",
                 *       "why": "fewer flips",
                 *       "expected_current": "5f1c000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": components["schemas"]["Rollback"];
            };
        };
        responses: {
            /** @description Where the task is now. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminChannelsTaskRollout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rollout, or null. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rollout": null,
                     *       "stable": null,
                     *       "candidate": null,
                     *       "breaches": [
                     *         {
                     *           "band": "flag_rate",
                     *           "detail": "What happened, why, and what to do about it."
                     *         }
                     *       ],
                     *       "differences": [
                     *         {
                     *           "text_hash": "…",
                     *           "stable_label": "…",
                     *           "candidate_label": "…",
                     *           "stable_decision": "…",
                     *           "candidate_decision": "…",
                     *           "at": 1764072000000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RolloutState"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminChannelsTaskRollout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "canary",
                 *       "digest": "5f1c000000000000000000000000000000000000000000000000000000000000",
                 *       "share": 0.1,
                 *       "why": "fewer flips",
                 *       "bands": {
                 *         "min_answers": 50,
                 *         "error_rate": 0.02,
                 *         "flag_rate": 0.05,
                 *         "label_share": 0.15,
                 *         "latency_ratio": 1.5
                 *       },
                 *       "expected_current": "5f1c000000000000000000000000000000000000000000000000000000000000",
                 *       "force": false,
                 *       "accept_labels": false
                 *     }
                 */
                "application/json": components["schemas"]["RolloutStart"];
            };
        };
        responses: {
            /** @description Where the task is now. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminChannelsTaskRolloutAbort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "why": "fewer flips",
                 *       "expected_rollout": 1
                 *     }
                 */
                "application/json": components["schemas"]["RolloutAbort"];
            };
        };
        responses: {
            /** @description Where the task is now. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminChannelsTaskRolloutPromote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "why": "fewer flips",
                 *       "expected_rollout": 1,
                 *       "force": false,
                 *       "accept_labels": false
                 *     }
                 */
                "application/json": components["schemas"]["Promotion"];
            };
        };
        responses: {
            /** @description Where the task is now. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "channel": "stable",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "policy": "mask",
                     *       "updated_at": 1764072000000,
                     *       "rollout": null,
                     *       "history": [
                     *         {
                     *           "kind": "activate",
                     *           "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *           "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "who": "key_5f1c0a2b",
                     *           "why": "fewer flips",
                     *           "at": 1764072000000,
                     *           "forced": false
                     *         }
                     *       ],
                     *       "changed": true
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminChecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "checks": [
                     *         {
                     *           "name": "website",
                     *           "ok": true,
                     *           "detail": "What happened, why, and what to do about it.",
                     *           "fix": "Read `errors`; the schema is at /openapi.json."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Checks"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminGuardTaskCounts: {
        parameters: {
            query?: {
                /** @description How often a text must have come to count as a burst. */
                least?: number;
                /** @description How far back, to now. */
                minutes?: number;
            };
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "minutes": 0,
                     *       "items": 480,
                     *       "acted": 0,
                     *       "counts": [
                     *         {
                     *           "channel": "stable",
                     *           "policy": "mask",
                     *           "decision": "…",
                     *           "rule": "t1",
                     *           "count": 0
                     *         }
                     *       ],
                     *       "step_minutes": 0,
                     *       "series": [
                     *         {
                     *           "from": "2026-11-25T12:00:00Z",
                     *           "decision": "…",
                     *           "count": 0
                     *         }
                     *       ],
                     *       "bursts": [
                     *         {
                     *           "hash": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "count": 0,
                     *           "first": "…",
                     *           "last": "…"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GuardCounts"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminGuardTaskList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "schema_version": 1,
                     *       "task": "sentiment",
                     *       "serial": 0,
                     *       "expires": "2026-12-25T12:00:00Z",
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "entries": [
                     *         {
                     *           "id": "key_5f1c0a2b",
                     *           "action": "catch",
                     *           "phrase": "…",
                     *           "reason": "fewer flips",
                     *           "expires": "2026-12-25T12:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GuardList"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1AdminGuardTaskList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["GuardListEnvelope"];
            };
        };
        responses: {
            /** @description It holds. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "schema_version": 1,
                     *       "task": "sentiment",
                     *       "serial": 0,
                     *       "expires": "2026-12-25T12:00:00Z",
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "entries": [
                     *         {
                     *           "id": "key_5f1c0a2b",
                     *           "action": "catch",
                     *           "phrase": "…",
                     *           "reason": "fewer flips",
                     *           "expires": "2026-12-25T12:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GuardList"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminGuardPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All policies. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "policies": [
                     *         {
                     *           "scope": "channel",
                     *           "subject": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "minimum": "mask",
                     *           "default": "mask",
                     *           "why": "fewer flips",
                     *           "who": "key_5f1c0a2b",
                     *           "updated_at": 1764072000000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GuardPolicies"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putV1AdminGuardPolicies: {
        parameters: {
            query: {
                /** @description What the policy is for. */
                scope: "channel" | "key";
                /** @description `task/channel` for a channel, the key's id for a key. */
                subject: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "minimum": "mask",
                 *       "default": "mask",
                 *       "why": "fewer flips"
                 *     }
                 */
                "application/json": components["schemas"]["GuardPolicyChange"];
            };
        };
        responses: {
            /** @description All policies. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "policies": [
                     *         {
                     *           "scope": "channel",
                     *           "subject": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "minimum": "mask",
                     *           "default": "mask",
                     *           "why": "fewer flips",
                     *           "who": "key_5f1c0a2b",
                     *           "updated_at": 1764072000000
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GuardPolicies"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "id": "key_5f1c0a2b",
                     *           "name": "website",
                     *           "scopes": "classify",
                     *           "created_at": 1764072000000,
                     *           "created_by": "key_5f1c0a2b",
                     *           "expires_at": 1795608000000,
                     *           "revoked_at": null,
                     *           "replaces": null,
                     *           "tasks": "sentiment",
                     *           "policies": "mask",
                     *           "batch_limit": null,
                     *           "tokens_per_day": null,
                     *           "models": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        keys: components["schemas"]["ApiKeyWithLimits"][];
                    };
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "website",
                 *       "scopes": [
                 *         "classify"
                 *       ],
                 *       "expires_in": 60,
                 *       "limits": {
                 *         "tasks": [
                 *           "sentiment"
                 *         ],
                 *         "policies": [
                 *           "mask"
                 *         ],
                 *         "batch": 1,
                 *         "tokens_per_day": 1,
                 *         "models": [
                 *           "5f1c000000000000000000000000000000000000000000000000000000000000"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewKeyWish"];
            };
        };
        responses: {
            /** @description The key, shown this once. */
            201: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_5f1c0a2b",
                     *       "name": "website",
                     *       "scopes": "classify",
                     *       "created_at": 1764072000000,
                     *       "created_by": "key_5f1c0a2b",
                     *       "expires_at": 1795608000000,
                     *       "revoked_at": null,
                     *       "replaces": null,
                     *       "key": "epure_example_0000000000000000000000000000"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminKeysIdRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of a key, as `GET /v1/admin/keys` lists them. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "why": "fewer flips"
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1AdminKeysIdRotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of a key, as `GET /v1/admin/keys` lists them. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap": 0,
                 *       "expires_in": 60
                 *     }
                 */
                "application/json": components["schemas"]["KeyRotation"];
            };
        };
        responses: {
            /** @description The key, shown this once. */
            201: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_5f1c0a2b",
                     *       "name": "website",
                     *       "scopes": "classify",
                     *       "created_at": 1764072000000,
                     *       "created_by": "key_5f1c0a2b",
                     *       "expires_at": 1795608000000,
                     *       "revoked_at": null,
                     *       "replaces": null,
                     *       "key": "epure_example_0000000000000000000000000000"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "now": 0,
                     *       "database": {
                     *         "state": "fits",
                     *         "missing": [
                     *           "…"
                     *         ],
                     *         "unknown": [
                     *           "…"
                     *         ]
                     *       },
                     *       "audit": {
                     *         "seq": 12,
                     *         "hash": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *       },
                     *       "tasks": [
                     *         {
                     *           "task": "sentiment",
                     *           "channel": "stable",
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "policy": "mask",
                     *           "updated_at": 1764072000000,
                     *           "rollout": null,
                     *           "last": {
                     *             "kind": "activate",
                     *             "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *             "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *             "who": "key_5f1c0a2b",
                     *             "why": "fewer flips",
                     *             "at": 1764072000000,
                     *             "forced": false
                     *           },
                     *           "served_by": {
                     *             "kind": "activate",
                     *             "from_digest": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *             "to_digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *             "who": "key_5f1c0a2b",
                     *             "why": "fewer flips",
                     *             "at": 1764072000000,
                     *             "forced": false
                     *           },
                     *           "serving_here": null,
                     *           "candidate_here": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminTraffic: {
        parameters: {
            query?: {
                /** @description How far back, in minutes. */
                minutes?: number;
                /** @description Milliseconds since 1970; default: a day ago. */
                since?: number;
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rows": [
                     *         {
                     *           "at": 1764072000000,
                     *           "task": "sentiment",
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "metric": "…",
                     *           "value": 0.004
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Traffic"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminTrustedKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PEM, one after the other. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pem": "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n"
                     *     }
                     */
                    "application/json": components["schemas"]["TrustedKeys"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema; This is not a well-formed bundle; A file of the bundle does not fit its schema; The bundle is over a limit; The bundle has no signature; The bundle is not signed by a trusted key; The bundle's files are not the ones that were signed; The bundle did not pass its own gates; This release needs a decision of the operator; This is not a well-formed guard list; The guard list is not signed by a trusted key; The guard list has expired; This is not a usable P-256 key */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1AdminWhoami: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key's facts. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key_id": "key_5f1c0a2b",
                     *       "name": "website",
                     *       "scopes": [
                     *         "classify"
                     *       ],
                     *       "now": 0
                     *     }
                     */
                    "application/json": components["schemas"]["WhoAmI"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1Models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One entry per task. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "models": [
                     *         {
                     *           "task": "sentiment",
                     *           "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *           "channel": "stable",
                     *           "rollout": {
                     *             "kind": "canary",
                     *             "stable": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *             "candidate": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *           },
                     *           "name": "website",
                     *           "labels": [
                     *             "positive"
                     *           ],
                     *           "segments": 1,
                     *           "token_limit": 256,
                     *           "policy": "mask",
                     *           "policies": [
                     *             "mask"
                     *           ],
                     *           "default_policy": "mask"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        models: components["schemas"]["Model"][];
                    };
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ModelsTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "channel": "stable",
                     *       "rollout": {
                     *         "kind": "canary",
                     *         "stable": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *         "candidate": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *       },
                     *       "name": "website",
                     *       "labels": [
                     *         "positive"
                     *       ],
                     *       "segments": 1,
                     *       "token_limit": 256,
                     *       "policy": "mask",
                     *       "policies": [
                     *         "mask"
                     *       ],
                     *       "default_policy": "mask"
                     *     }
                     */
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ModelsTaskProvenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provenance. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "sentiment",
                     *       "digest": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "channel": "stable",
                     *       "rollout": {
                     *         "kind": "canary",
                     *         "stable": "91ad77e000000000000000000000000000000000000000000000000000000000",
                     *         "candidate": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *       },
                     *       "signed_by": "5f1c0a2b00000000000000000000000000000000000000000000000000000000",
                     *       "files": [
                     *         {
                     *           "name": "website",
                     *           "sha256": "5f1c0a2b00000000000000000000000000000000000000000000000000000000"
                     *         }
                     *       ],
                     *       "manifest": {},
                     *       "signature": {},
                     *       "report": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Provenance"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getV1ModelsTaskReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a task, as `GET /v1/models` lists them. */
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing at this address */
            404: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1SentencePair: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentencePairRequest"];
            };
        };
        responses: {
            /** @description The answer, one or a batch. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "positive",
                     *       "score": 0.981,
                     *       "scores": {
                     *         "positive": 0.981,
                     *         "negative": 0.019
                     *       },
                     *       "truncated": false,
                     *       "tokens": 13,
                     *       "guard": {
                     *         "decision": "pass",
                     *         "policy": "mask",
                     *         "triggers": []
                     *       },
                     *       "model": {
                     *         "task": "sentiment",
                     *         "digest": "5f1c000000000000000000000000000000000000000000000000000000000000",
                     *         "channel": "stable"
                     *       },
                     *       "request_id": "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e"
                     *     }
                     */
                    "application/json": components["schemas"]["Answer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postV1Sentiment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentimentRequest"];
            };
        };
        responses: {
            /** @description The answer, one or a batch. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "positive",
                     *       "score": 0.981,
                     *       "scores": {
                     *         "positive": 0.981,
                     *         "negative": 0.019
                     *       },
                     *       "truncated": false,
                     *       "tokens": 13,
                     *       "guard": {
                     *         "decision": "pass",
                     *         "policy": "mask",
                     *         "triggers": []
                     *       },
                     *       "model": {
                     *         "task": "sentiment",
                     *         "digest": "5f1c000000000000000000000000000000000000000000000000000000000000",
                     *         "channel": "stable"
                     *       },
                     *       "request_id": "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e"
                     *     }
                     */
                    "application/json": components["schemas"]["Answer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has moved on */
            409: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            413: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body must be JSON */
            415: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description How many days. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Limits and counts. */
            200: {
                headers: {
                    /** @description Quota and window in seconds: `"requests";q=600;w=60`. */
                    "RateLimit-Policy"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description The request cannot be understood */
            400: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is needed */
            401: {
                headers: {
                    /** @description RFC 6750. */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This key may not do that */
            403: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not take that method */
            405: {
                headers: {
                    /** @description The methods of this address. */
                    Allow?: string;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This address does not answer in that media type */
            406: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The guard refused this text; The text has more tokens than the model reads; The request does not fit the schema */
            422: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something went wrong on our side */
            500: {
                headers: {
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No verified model can answer right now; The database does not fit this version of the Worker; The model does not reproduce its golden vectors here */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Names this request in the logs. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
