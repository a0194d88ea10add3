-- How often the person gets a letter about what waits while they are away: 0 never, 1 daily, 2 weekly;
-- and when they got the last.
ALTER TABLE notification_settings ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notification_settings ADD COLUMN digest_at BIGINT;
-- Who wants any?
CREATE INDEX notification_settings_digest ON notification_settings (user_id) WHERE digest <> 0;
-- What has somebody reported? For the download of their data.
CREATE INDEX reports_reporter ON reports (reporter_id, id);
