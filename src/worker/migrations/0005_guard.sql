-- What operators add to the guard while it serves, and what the guard counts. Never a text: phrases of a list are the
-- operator's own, hashes are keyed.

-- Signed lists, verified again by every isolate that reads one. The highest serial of a task holds.
CREATE TABLE guard_lists (
  task TEXT NOT NULL,
  serial INTEGER NOT NULL,
  envelope TEXT NOT NULL,                 -- DSSE, as it was signed
  signed_by TEXT NOT NULL,                -- key id of the signature that was verified
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL,             -- api_keys.id
  PRIMARY KEY (task, serial)
);

-- Guard policy of a channel ('task/channel') or of a key (api_keys.id). NULL: nothing said at this level.
CREATE TABLE guard_policies (
  scope TEXT NOT NULL CHECK (scope IN ('channel', 'key')),
  subject TEXT NOT NULL,
  minimum TEXT CHECK (minimum IN ('audit', 'flag', 'mask', 'block')),
  default_policy TEXT CHECK (default_policy IN ('audit', 'flag', 'mask', 'block')),
  why TEXT NOT NULL,
  who TEXT NOT NULL,                      -- api_keys.id
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (scope, subject)
);

-- Per minute. `rule` is '*' for items as a whole, else the rule that fired in them.
CREATE TABLE guard_counts (
  minute INTEGER NOT NULL,                -- minutes since 1970
  task TEXT NOT NULL,
  channel TEXT NOT NULL,
  policy TEXT NOT NULL,
  decision TEXT NOT NULL,                 -- pass flagged masked blocked; and dismissed, beyond: see docs/guard.md
  rule TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, task, channel, policy, decision, rule)
);

-- Keyed hashes of texts in which something fired, so that one text sent again and again is seen.
CREATE TABLE guard_hashes (
  minute INTEGER NOT NULL,
  task TEXT NOT NULL,
  hash TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, task, hash)
);
