DROP INDEX chats_public;
ALTER TABLE chats DROP COLUMN search_text;
DROP TABLE join_requests;
DROP TABLE join_codes;
