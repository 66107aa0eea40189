-- Invitation links, by the digests of their secrets. Times are microseconds since 1970 in UTC.
CREATE TABLE invitation (
    invitation BLOB NOT NULL PRIMARY KEY, -- 16 bytes, as all ids
    secret BLOB NOT NULL UNIQUE,          -- SHA-256
    clinic BLOB NOT NULL,
    visit BLOB NOT NULL,
    person BLOB NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    salt BLOB,                            -- of the expected answer; NULL without a question
    answer BLOB,                          -- its hash
    tries_left INTEGER NOT NULL,
    revoked INTEGER NOT NULL              -- 1 if the host has revoked it
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_of_visit ON invitation (clinic, visit, created, invitation);
CREATE INDEX invitation_by_expiry ON invitation (expires);

-- Sessions that links began, by the digests of their tokens.
CREATE TABLE session (
    token BLOB NOT NULL PRIMARY KEY,      -- SHA-256
    session BLOB NOT NULL,
    invitation BLOB NOT NULL,
    clinic BLOB NOT NULL,
    visit BLOB NOT NULL,
    person BLOB NOT NULL,
    begun INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_invitation ON session (invitation, begun, session);
CREATE INDEX session_of_person ON session (clinic, person);
CREATE INDEX session_by_expiry ON session (expires);
