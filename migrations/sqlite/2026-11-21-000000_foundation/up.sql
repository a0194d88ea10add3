-- Ids are never used again (AUTOINCREMENT): an old token or URL can't come to mean another row.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    handle TEXT NOT NULL,
    -- What the name looks like: look-alikes collide here.
    handle_skeleton TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    -- " ana ana maria": a space before every word, so that LIKE '% word%' finds beginnings.
    search_text TEXT NOT NULL,
    is_admin BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT,
    rev BIGINT NOT NULL
);
-- One account per look, and per address; log in by either.
CREATE UNIQUE INDEX users_handle ON users (handle);
CREATE UNIQUE INDEX users_handle_skeleton ON users (handle_skeleton);
CREATE UNIQUE INDEX users_email_key ON users (email_key);

CREATE TABLE credentials (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    password_hash TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    secret BLOB NOT NULL,
    cookie_hash BLOB,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    revoked_at BIGINT
);
-- Whose cookie is this?
CREATE UNIQUE INDEX sessions_cookie ON sessions (cookie_hash) WHERE cookie_hash IS NOT NULL;
-- Which devices does a person have?
CREATE INDEX sessions_user ON sessions (user_id, last_used_at);

CREATE TABLE chats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 0 direct, 1 group.
    kind INTEGER NOT NULL,
    title TEXT,
    -- The two people of a direct chat, the lower id first.
    pair_lo BIGINT,
    pair_hi BIGINT,
    rev BIGINT NOT NULL,
    meta_rev BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    member_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    activity_at BIGINT NOT NULL
);
-- One direct chat per pair.
CREATE UNIQUE INDEX chats_pair ON chats (pair_lo, pair_hi) WHERE pair_lo IS NOT NULL;

CREATE TABLE memberships (
    chat_id BIGINT NOT NULL REFERENCES chats (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- 0 owner, 1 member.
    role INTEGER NOT NULL,
    rev BIGINT NOT NULL,
    user_rev BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    read_seq BIGINT NOT NULL,
    read_at BIGINT,
    own_after BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
-- Which chats does a person have, and which came or went since a rev of their own stream?
CREATE INDEX memberships_user ON memberships (user_id, user_rev);
-- Which members changed since a rev of the chat?
CREATE INDEX memberships_rev ON memberships (chat_id, rev);

-- No foreign keys on the hot path: whoever inserts holds the chat's and the sender's rows in the
-- same transaction.
CREATE TABLE messages (
    chat_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    client_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, seq)
) WITHOUT ROWID;
-- One message per name that its sender gave it.
CREATE UNIQUE INDEX messages_client ON messages (sender_id, client_id);

-- When did whose cursor move where: who has read a message, and when.
CREATE TABLE read_marks (
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id, seq)
) WITHOUT ROWID;
