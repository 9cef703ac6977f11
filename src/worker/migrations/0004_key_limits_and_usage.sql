-- What a key may do beyond its scopes. NULL: no limit of its own. Lists are separated by spaces.
ALTER TABLE api_keys ADD COLUMN tasks TEXT;              -- tasks it may ask
ALTER TABLE api_keys ADD COLUMN policies TEXT;           -- guard policies it may use: audit flag mask block
ALTER TABLE api_keys ADD COLUMN batch_limit INTEGER CHECK (batch_limit > 0);        -- items in one request
ALTER TABLE api_keys ADD COLUMN tokens_per_day INTEGER CHECK (tokens_per_day > 0);  -- days are UTC days
ALTER TABLE api_keys ADD COLUMN models TEXT;             -- digests of bundles that may answer it

-- Counted in the isolate and added here every few seconds, never once per request.
CREATE TABLE usage (
  key_id TEXT NOT NULL,
  day TEXT NOT NULL,                      -- YYYY-MM-DD, UTC
  requests INTEGER NOT NULL,
  items INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  flagged INTEGER NOT NULL,               -- items where the guard found something, refused ones among them
  refused INTEGER NOT NULL,               -- items that the guard refused
  PRIMARY KEY (key_id, day)
) WITHOUT ROWID;
