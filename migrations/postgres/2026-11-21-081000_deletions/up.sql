-- A message that is deleted for everyone keeps its row, without its words.
ALTER TABLE messages ADD COLUMN deleted_at BIGINT;
ALTER TABLE messages ADD COLUMN deleted_by BIGINT;
-- Who was notified of a message and has not read it? For those that are deleted.
CREATE INDEX notifications_message ON notifications (chat_id, seq) WHERE seq IS NOT NULL AND read_at IS NULL;
