DROP INDEX memberships_admins;
ALTER TABLE chats DROP COLUMN roster_rev;
