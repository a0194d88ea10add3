-- When it was proved that the person reads mail at the address; empty while it is not. Whoever had an
-- account before this was asked is believed.
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;
UPDATE users SET email_verified_at = created_at;

-- Links that are sent by mail and work once: a new password, an address to confirm. Only the SHA-256 of
-- what the link holds is kept, and that only since it was sent.
CREATE TABLE mail_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- 0 a new password, 1 an address.
    purpose INTEGER NOT NULL,
    -- Where it goes, and the address that it proves.
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    hash BLOB,
    -- The job that sends it, when that made it.
    job_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Used, or replaced by a newer one.
    spent_at BIGINT
);
-- Whose link is this?
CREATE UNIQUE INDEX mail_links_hash ON mail_links (hash) WHERE hash IS NOT NULL;
-- A job makes one link, however often it is tried.
CREATE UNIQUE INDEX mail_links_job ON mail_links (job_id) WHERE job_id IS NOT NULL;
-- Which of a person's links still work?
CREATE INDEX mail_links_user ON mail_links (user_id, purpose) WHERE spent_at IS NULL;
-- How many went to a mailbox lately?
CREATE INDEX mail_links_mailbox ON mail_links (email_key, purpose, created_at);
