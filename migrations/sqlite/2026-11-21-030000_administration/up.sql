-- Since when somebody is shut out; empty while they may sign in.
ALTER TABLE users ADD COLUMN suspended_at BIGINT;
-- Who administers, and does anybody else?
CREATE INDEX users_admin ON users (id) WHERE is_admin;

-- Who did what to what, and from where: without secrets and without what people wrote. Read newest
-- first, by the primary key.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    -- Empty for the command line.
    actor_id BIGINT,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id BIGINT,
    address TEXT,
    -- A JSON object of texts.
    details TEXT NOT NULL
);
