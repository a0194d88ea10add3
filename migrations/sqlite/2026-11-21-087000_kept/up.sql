-- What a person keeps of a chat for themselves: its place in their list, and what they began to write.
CREATE TABLE kept_chats (
    user_id BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,
    -- The change of the person's own stream that last touched it.
    rev BIGINT NOT NULL,
    pinned_at BIGINT,
    archived_seq BIGINT,
    unread_seq BIGINT,
    draft TEXT,
    draft_reply_to BIGINT,
    draft_at BIGINT,
    PRIMARY KEY (user_id, chat_id)
) WITHOUT ROWID;
-- What did somebody keep otherwise since a rev of their own stream?
CREATE INDEX kept_chats_rev ON kept_chats (user_id, rev);
