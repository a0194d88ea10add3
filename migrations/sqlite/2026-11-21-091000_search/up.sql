-- How far the index of a chat's messages is: it holds them up to this seq, and knows their changes up to
-- this rev.
ALTER TABLE chats ADD COLUMN indexed_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN indexed_rev BIGINT NOT NULL DEFAULT 0;

-- 256 messages of a chat each, and when the oldest and the newest of them was sent.
CREATE TABLE search_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    oldest BIGINT NOT NULL,
    newest BIGINT NOT NULL
);
-- Which blocks has a chat?
CREATE UNIQUE INDEX search_blocks_chat ON search_blocks (chat_id, number);

-- Which messages of a block hold which three characters. The id is that of the block times 64 and the
-- number of the slice: those of a block stand together, and each is found by its key.
CREATE TABLE search_slices (
    id INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);
