-- System lines up to this change of the chat are gone for this member: they cleared their history.
ALTER TABLE memberships ADD COLUMN cleared_rev BIGINT NOT NULL DEFAULT 0;

-- What a conversation shows of the changes of its group, each by the change that it tells of.
CREATE TABLE chat_lines (
    chat_id BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    -- The message that it stands behind; 0 before the first.
    after_seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind INTEGER NOT NULL,
    -- Who did it; empty when nobody else did.
    by_id BIGINT,
    -- To whom: ids with commas between them.
    user_ids TEXT NOT NULL,
    -- What was changed: names and values, separated by U+001F, one U+001E behind each.
    changes TEXT NOT NULL,
    PRIMARY KEY (chat_id, rev)
) WITHOUT ROWID;
-- Which lines stand between the messages of a page?
CREATE INDEX chat_lines_after ON chat_lines (chat_id, after_seq, rev);
-- Which changes did somebody make? For the download of their data.
CREATE INDEX chat_lines_by ON chat_lines (by_id, chat_id, rev) WHERE by_id IS NOT NULL;
