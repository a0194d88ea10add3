-- The second step of signing in. The secret itself is derived from the salt and the server's key:
-- nothing here opens a door.
CREATE TABLE two_factor (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    salt BYTEA NOT NULL,
    -- Empty until the first code was right.
    confirmed_at BIGINT,
    -- The time step of the newest code that was used: each works once.
    last_step BIGINT NOT NULL
);

-- What gets somebody in whose device is lost, once each; only hashes.
CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id),
    hash BYTEA NOT NULL,
    PRIMARY KEY (user_id, hash)
);
