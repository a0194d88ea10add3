DROP TABLE hidden_messages;
ALTER TABLE messages DROP COLUMN hides;
ALTER TABLE memberships DROP COLUMN cleared_seq;
