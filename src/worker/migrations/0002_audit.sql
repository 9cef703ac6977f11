-- The audit trail: a hash chain. Row n holds the hash of row n-1, so an altered, missing or reordered row shows
-- (src/shared/audit/chain.ts says how a hash is made). Every write of the admin API goes through it.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,                -- 1, 2, 3 ... without a gap
  at INTEGER NOT NULL,                    -- never before the row above, whatever the clocks say
  who TEXT NOT NULL,                      -- api_keys.id, or a word of ours: system
  action TEXT NOT NULL,
  subject TEXT NOT NULL,                  -- task, digest or key id
  detail TEXT NOT NULL,                   -- JSON
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

-- What kind of move it was. Rows from before were all activations, and stand in no chain: the first row of the chain
-- holds a digest over them.
ALTER TABLE releases ADD COLUMN kind TEXT NOT NULL DEFAULT 'activate';
ALTER TABLE releases ADD COLUMN forced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE releases ADD COLUMN audit_seq INTEGER;

-- Who made a key, and which one it replaced.
ALTER TABLE api_keys ADD COLUMN created_by TEXT;
ALTER TABLE api_keys ADD COLUMN replaces TEXT;
