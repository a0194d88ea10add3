-- The change that last touched a message after it was sent; empty while it is as it was sent. `rev` stays
-- in the order of the seqs.
ALTER TABLE messages ADD COLUMN changed_rev BIGINT;
ALTER TABLE messages ADD COLUMN edited_at BIGINT;
-- Which messages were changed since a rev of the chat? A message that is only sent costs it nothing.
CREATE INDEX messages_changed ON messages (chat_id, changed_rev) WHERE changed_rev IS NOT NULL;

-- What an edited message said before, the first version as number 1; at most 19 of each.
CREATE TABLE message_edits (
    chat_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Since when it said so.
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, seq, number)
) WITHOUT ROWID;
