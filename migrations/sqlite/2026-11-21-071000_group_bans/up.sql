-- Who is kept out of which group. Lists go by the primary key.
CREATE TABLE group_bans (
    chat_id BIGINT NOT NULL REFERENCES chats (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- Empty once their account is deleted.
    by_id BIGINT REFERENCES users (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
-- From which groups is a person kept out?
CREATE INDEX group_bans_user ON group_bans (user_id);
