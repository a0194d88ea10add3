-- The place of the message in the same chat that this one answers.
ALTER TABLE messages ADD COLUMN reply_to BIGINT;
-- A new kind of notification, 10: somebody answered a message.
