-- One row per day in UTC (days since 1970-01-01), kept up to date while the server runs.
CREATE TABLE daily_figures (
    day BIGINT NOT NULL PRIMARY KEY,
    -- SUM(chats.last_seq) when it was last looked at. Only differences count: a chat that is deleted is
    -- taken off every row.
    messages_total BIGINT NOT NULL,
    -- The most people seen to be active since the day's midnight.
    active BIGINT NOT NULL
) WITHOUT ROWID;
-- How many accounts were made on each of the last days?
CREATE INDEX users_created ON users (created_at);
