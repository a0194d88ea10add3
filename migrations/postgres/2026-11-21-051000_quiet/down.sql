DROP TABLE notification_settings;
ALTER TABLE memberships DROP COLUMN muted_until;
