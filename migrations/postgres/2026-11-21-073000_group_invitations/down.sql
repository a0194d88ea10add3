DROP TABLE group_invitations;
ALTER TABLE users DROP COLUMN groups_from;
