-- Codes that let people into groups. They are shown to whoever may bring people in, so they are kept as
-- they are.
CREATE TABLE join_codes (
    code TEXT NOT NULL PRIMARY KEY,
    chat_id BIGINT NOT NULL REFERENCES chats (id),
    -- Empty once their account is deleted.
    made_by BIGINT REFERENCES users (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    max_uses BIGINT,
    uses BIGINT NOT NULL,
    approval BOOLEAN NOT NULL
);
-- Which codes has a group?
CREATE INDEX join_codes_chat ON join_codes (chat_id, made_at);

-- Who asks to come into which group. Lists go by the primary key.
CREATE TABLE join_requests (
    chat_id BIGINT NOT NULL REFERENCES chats (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);
-- Where does a person ask?
CREATE INDEX join_requests_user ON join_requests (user_id);

-- The title of a public group as it is searched; empty for others.
ALTER TABLE chats ADD COLUMN search_text TEXT;
-- Which groups are public, newest first?
CREATE INDEX chats_public ON chats (id) WHERE is_public;
