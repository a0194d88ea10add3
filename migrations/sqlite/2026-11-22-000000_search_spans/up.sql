-- Full blocks beside each other become one: of the smallest blocks of 256 messages a block takes the place of
-- `span`, 1, 4, 8 or 16, from `number` on. The index is made anew: a block's slices have other ids now.
DELETE FROM search_slices;
DELETE FROM search_blocks;
UPDATE chats SET indexed_seq = 0, indexed_rev = 0 WHERE indexed_seq > 0 OR indexed_rev > 0;
ALTER TABLE search_blocks ADD COLUMN span BIGINT NOT NULL DEFAULT 1;
-- When the oldest and the newest message of each 256 was sent: two numbers of eight bytes each, the lowest first. A node
-- of an older version, which would write blocks without them, can't.
ALTER TABLE search_blocks ADD COLUMN runs BLOB NOT NULL DEFAULT x'' CHECK (length(runs) >= 16);
