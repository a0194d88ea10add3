-- Devices that want to be told while no page of theirs is open: one of each session.
CREATE TABLE push_subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    -- The push service's address for this browser; whoever knows it may write to it.
    endpoint TEXT NOT NULL,
    public_key BLOB NOT NULL,
    secret BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
-- One per session, and one per browser.
CREATE UNIQUE INDEX push_subscriptions_session ON push_subscriptions (session_id);
CREATE UNIQUE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint);
-- Which devices does a person have?
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);
