DROP TABLE audit_log;
DROP INDEX users_admin;
ALTER TABLE users DROP COLUMN suspended_at;
