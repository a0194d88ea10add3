-- What people reported: a person, or a message (chat_id and seq are 0 without one).
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reporter_id BIGINT NOT NULL REFERENCES users (id),
    subject_id BIGINT NOT NULL REFERENCES users (id),
    chat_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    -- The message as it was when it was reported: administrators can't read chats.
    quote TEXT,
    made_at BIGINT NOT NULL,
    -- 0 open, 1 resolved, 2 dismissed.
    state INTEGER NOT NULL,
    decided_by BIGINT REFERENCES users (id),
    decided_at BIGINT,
    decision TEXT
);
-- Has this person reported this already? One open report each.
CREATE UNIQUE INDEX reports_open ON reports (reporter_id, subject_id, chat_id, seq) WHERE state = 0;
-- Which reports wait, newest first, and how many?
CREATE INDEX reports_state ON reports (state, id);
CREATE INDEX reports_subject ON reports (subject_id);

-- What administrators tell everybody, for a while.
CREATE TABLE announcements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    made_by BIGINT REFERENCES users (id),
    made_at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
-- Which announcements still hold?
CREATE INDEX announcements_until ON announcements (until);
