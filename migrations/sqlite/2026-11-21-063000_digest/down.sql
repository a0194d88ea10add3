DROP INDEX reports_reporter;
DROP INDEX notification_settings_digest;
ALTER TABLE notification_settings DROP COLUMN digest_at;
ALTER TABLE notification_settings DROP COLUMN digest;
