-- Times are milliseconds since 1970. Nothing here ever holds a text of a caller or a key in the clear.

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,              -- lower-case hex SHA-256 of the whole key
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,                   -- separated by spaces: classify viewer operator
  created_at INTEGER NOT NULL,
  expires_at INTEGER,                     -- NULL: does not expire
  revoked_at INTEGER
);

-- A row appears only when every file of the bundle is in R2 and its signature, digests and gates were verified.
CREATE TABLE bundles (
  digest TEXT PRIMARY KEY,
  task TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  signed_by TEXT NOT NULL,                -- key id of the signature that was verified
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL              -- api_keys.id
);

-- The active pointer. `digest` moves by compare-and-set only (see admin/channels.ts).
CREATE TABLE channels (
  task TEXT NOT NULL,
  channel TEXT NOT NULL,
  digest TEXT REFERENCES bundles (digest),
  policy TEXT CHECK (policy IN ('audit', 'flag', 'mask', 'block')),  -- NULL: the bundle's own default
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (task, channel)
);

CREATE TABLE releases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task TEXT NOT NULL,
  channel TEXT NOT NULL,
  from_digest TEXT,                       -- NULL: the first activation
  to_digest TEXT NOT NULL,
  who TEXT NOT NULL,                      -- api_keys.id
  why TEXT NOT NULL,
  at INTEGER NOT NULL
);

CREATE INDEX releases_by_channel ON releases (task, channel, id);

-- The history is append-only, also for a mistaken statement typed by hand.
CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'release history is append-only'); END;
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'release history is append-only'); END;
