-- How many kinds of reactions a message has: where none are, none are looked for.
ALTER TABLE messages ADD COLUMN kinds INTEGER NOT NULL DEFAULT 0;

-- Who reacted to a message how: one of each kind per person. Those of a message stand together, so that
-- counting them is a range of the primary key.
CREATE TABLE reactions (
    chat_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    emoji TEXT COLLATE "C" NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, seq, emoji, user_id)
);
