ALTER TABLE chats DROP COLUMN blocks;
DROP TABLE relations;
