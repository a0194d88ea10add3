-- The change with which a group was last no longer large: whoever knows less has no roster of it.
ALTER TABLE chats ADD COLUMN roster_rev BIGINT NOT NULL DEFAULT 0;
-- Who owns and administers a group? Of 10,000 members they are few.
CREATE INDEX memberships_admins ON memberships (chat_id, user_id) WHERE role <> 1 AND left_at IS NULL;
