-- What people tell of themselves, and whom they let see and do what.
ALTER TABLE users ADD COLUMN bio TEXT;
ALTER TABLE users ADD COLUMN status_text TEXT;
-- When the status ends; empty when it stays.
ALTER TABLE users ADD COLUMN status_until BIGINT;
ALTER TABLE users ADD COLUMN time_zone TEXT;
ALTER TABLE users ADD COLUMN language TEXT;
-- 0 nobody, 1 friends, 2 people of a shared group, 3 everyone.
ALTER TABLE users ADD COLUMN messages_from INTEGER NOT NULL DEFAULT 3;
ALTER TABLE users ADD COLUMN presence_to INTEGER NOT NULL DEFAULT 3;
ALTER TABLE users ADD COLUMN read_receipts BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE users ADD COLUMN findable_by_email BOOLEAN NOT NULL DEFAULT FALSE;
-- The change of the person's own stream that last touched their account.
ALTER TABLE users ADD COLUMN account_rev BIGINT NOT NULL DEFAULT 0;
-- Since when the person is away by their own wish, and since when for good.
ALTER TABLE users ADD COLUMN deactivated_at BIGINT;
ALTER TABLE users ADD COLUMN deleted_at BIGINT;

-- Every username that anybody has or had, by its look: a name once had is never somebody else's, so
-- that an old mention still means who it meant.
CREATE TABLE usernames (
    skeleton TEXT NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    since BIGINT NOT NULL
) WITHOUT ROWID;
-- Which names did a person take lately?
CREATE INDEX usernames_user ON usernames (user_id, since);
INSERT INTO usernames (skeleton, handle, user_id, since)
    SELECT handle_skeleton, handle, id, created_at FROM users;
