DROP TABLE message_edits;
DROP INDEX messages_changed;
ALTER TABLE messages DROP COLUMN edited_at;
ALTER TABLE messages DROP COLUMN changed_rev;
