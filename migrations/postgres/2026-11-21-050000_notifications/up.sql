-- What a person is told apart from messages; at most 500 each.
CREATE TABLE notifications (
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- The change of the person's own stream that brought it: a later one has a greater id. Pages go by
    -- the primary key.
    id BIGINT NOT NULL,
    -- The change that last touched it.
    rev BIGINT NOT NULL,
    -- 0 friend request, 1 accepted, 2 added to a group, 3 mention, 4 sign-in, 5 password changed,
    -- 6 signed out by an administrator.
    kind INTEGER NOT NULL,
    actor_id BIGINT,
    chat_id BIGINT,
    seq BIGINT,
    -- The group's title then, or how a device calls itself.
    detail TEXT,
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (user_id, id)
);
-- Which notifications changed since a rev of a person's own stream?
CREATE INDEX notifications_rev ON notifications (user_id, rev);
-- How many has somebody not read?
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
