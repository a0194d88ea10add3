-- Whom a person lets bring them into groups at once: 0 nobody, 1 friends, 2 people in shared groups,
-- 3 everybody. Others invite.
ALTER TABLE users ADD COLUMN groups_from INTEGER NOT NULL DEFAULT 3;

-- Who is invited into which group, and has not answered.
CREATE TABLE group_invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id BIGINT NOT NULL REFERENCES chats (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- Empty once their account is deleted.
    by_id BIGINT REFERENCES users (id),
    at BIGINT NOT NULL
);
-- One invitation per group and person.
CREATE UNIQUE INDEX group_invitations_chat ON group_invitations (chat_id, user_id);
-- Whereto is a person invited, newest first?
CREATE INDEX group_invitations_user ON group_invitations (user_id, id);
