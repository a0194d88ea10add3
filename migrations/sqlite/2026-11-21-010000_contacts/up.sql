-- What two people have to do with each other: one row per pair.
CREATE TABLE relations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The lower id first.
    lo BIGINT NOT NULL REFERENCES users (id),
    hi BIGINT NOT NULL REFERENCES users (id),
    friends_since BIGINT,
    -- A request that waits for an answer.
    request_from BIGINT,
    request_note TEXT,
    request_at BIGINT,
    -- Since when one blocks the other.
    lo_blocked_at BIGINT,
    hi_blocked_at BIGINT,
    -- The change of each one's own stream that last touched what they see.
    lo_rev BIGINT NOT NULL,
    hi_rev BIGINT NOT NULL
);
-- One row per pair; what have these two to do with each other?
CREATE UNIQUE INDEX relations_pair ON relations (lo, hi);
-- Which contacts changed since a rev of a person's own stream?
CREATE INDEX relations_lo_rev ON relations (lo, lo_rev);
CREATE INDEX relations_hi_rev ON relations (hi, hi_rev);
-- Who of the two blocks the other, for the message path: 1 the lower id, 2 the higher, 3 both.
ALTER TABLE chats ADD COLUMN blocks INTEGER NOT NULL DEFAULT 0;
