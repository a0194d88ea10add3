DROP TABLE search_slices;
DROP TABLE search_blocks;
ALTER TABLE chats DROP COLUMN indexed_rev;
ALTER TABLE chats DROP COLUMN indexed_seq;
