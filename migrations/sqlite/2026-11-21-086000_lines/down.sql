DROP TABLE chat_lines;
ALTER TABLE memberships DROP COLUMN cleared_rev;
