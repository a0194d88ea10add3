ALTER TABLE memberships DROP COLUMN sent_at;
ALTER TABLE memberships DROP COLUMN visible_from;
ALTER TABLE chats DROP COLUMN is_public;
ALTER TABLE chats DROP COLUMN slow_mode_s;
ALTER TABLE chats DROP COLUMN settings;
ALTER TABLE chats DROP COLUMN color;
ALTER TABLE chats DROP COLUMN rules;
ALTER TABLE chats DROP COLUMN description;
