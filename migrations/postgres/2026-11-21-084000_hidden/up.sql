-- Everything up to here is gone for this member: they cleared their history.
ALTER TABLE memberships ADD COLUMN cleared_seq BIGINT NOT NULL DEFAULT 0;
-- How many people deleted a message for themselves: where none did, none are looked for.
ALTER TABLE messages ADD COLUMN hides INTEGER NOT NULL DEFAULT 0;

-- Messages that somebody deleted for themselves alone.
CREATE TABLE hidden_messages (
    user_id BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    -- The change of the person's own stream that did it.
    rev BIGINT NOT NULL,
    PRIMARY KEY (user_id, chat_id, seq)
);
-- Which messages did somebody delete for themselves since a rev of their own stream?
CREATE INDEX hidden_messages_rev ON hidden_messages (user_id, rev);
