-- What a group tells of itself. Writing a message reads the chat's row whole: these are short.
ALTER TABLE chats ADD COLUMN description TEXT;
ALTER TABLE chats ADD COLUMN rules TEXT;
ALTER TABLE chats ADD COLUMN color TEXT;
-- How it is run, as bits: 1 admins alone write, 2 everybody adds, 4 everybody pins, 8 everybody edits,
-- 16 newcomers read only what comes after them.
ALTER TABLE chats ADD COLUMN settings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN slow_mode_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;
-- The first message that a member may read.
ALTER TABLE memberships ADD COLUMN visible_from BIGINT NOT NULL DEFAULT 1;
-- When a member last wrote while slow mode was on.
ALTER TABLE memberships ADD COLUMN sent_at BIGINT;
