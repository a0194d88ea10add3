-- What may be changed while the server runs. Rows are there from the start, so that they can be locked;
-- an empty value means what the configuration says.
CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
INSERT INTO settings (name, value) VALUES ('registration', ''), ('members_invite', '');

-- Links that let people in. Of a code only its hash is kept.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code_hash BLOB NOT NULL UNIQUE,
    -- Empty for the command line.
    made_by BIGINT REFERENCES users (id),
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    max_uses BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    revoked_at BIGINT
);
-- Which invitations did a person make, newest first?
CREATE INDEX invitations_made_by ON invitations (made_by, id);
