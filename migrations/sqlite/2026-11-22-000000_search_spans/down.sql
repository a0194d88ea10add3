DELETE FROM search_slices;
DELETE FROM search_blocks;
UPDATE chats SET indexed_seq = 0, indexed_rev = 0 WHERE indexed_seq > 0 OR indexed_rev > 0;
ALTER TABLE search_blocks DROP COLUMN span;
ALTER TABLE search_blocks DROP COLUMN runs;
