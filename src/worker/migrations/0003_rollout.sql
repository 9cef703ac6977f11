-- At most one canary or shadow per task: two models of one task are what an isolate can hold.
CREATE TABLE rollouts (
  task TEXT PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE,             -- audit.seq of its start
  kind TEXT NOT NULL CHECK (kind IN ('canary', 'shadow')),
  digest TEXT NOT NULL REFERENCES bundles (digest),
  share REAL NOT NULL CHECK (share > 0 AND share <= 1),
  bands TEXT NOT NULL,                    -- JSON: what the candidate may do before it is taken back
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  why TEXT NOT NULL
);

-- Counts of answers by minute, task and digest. Numbers only.
CREATE TABLE traffic (
  minute INTEGER NOT NULL,                -- minutes since 1970
  task TEXT NOT NULL,
  digest TEXT NOT NULL,
  rollout INTEGER NOT NULL,               -- rollouts.id; 0: none was running
  metric TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (minute, task, digest, rollout, metric)
) WITHOUT ROWID;
CREATE INDEX traffic_by_rollout ON traffic (rollout, digest, metric) WHERE rollout > 0;

-- Texts on which a shadow and the stable model differed, as keyed hashes (HMAC with LOG_HASH_KEY). Never a text.
CREATE TABLE shadow_differences (
  rollout INTEGER NOT NULL,
  text_hash TEXT NOT NULL,
  stable_label TEXT NOT NULL,
  candidate_label TEXT NOT NULL,
  stable_decision TEXT NOT NULL,
  candidate_decision TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (rollout, text_hash)
) WITHOUT ROWID;
