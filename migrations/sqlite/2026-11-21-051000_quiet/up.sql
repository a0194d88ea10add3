-- Until when a member wants to hear nothing of a chat; the greatest number for ever.
ALTER TABLE memberships ADD COLUMN muted_until BIGINT;

-- How a person wants to hear of things; no row while they have chosen nothing.
CREATE TABLE notification_settings (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    -- The change of the person's own stream that last touched them.
    rev BIGINT NOT NULL,
    -- Everything is silent until then; the greatest number for ever.
    muted_until BIGINT,
    -- Hours of the day, in minutes, and the days on which they begin, as bits from Monday on.
    quiet_from INTEGER,
    quiet_to INTEGER,
    quiet_days INTEGER,
    time_zone TEXT NOT NULL,
    sounds BOOLEAN NOT NULL,
    desktop BOOLEAN NOT NULL,
    push_previews BOOLEAN NOT NULL
) WITHOUT ROWID;
