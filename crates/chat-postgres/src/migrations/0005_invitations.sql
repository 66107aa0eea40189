-- Invitation links, by the digests of their secrets. Times are microseconds since 1970 in UTC.
CREATE TABLE invitation (
    invitation UUID NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL UNIQUE,    -- SHA-256
    clinic UUID NOT NULL,
    visit UUID NOT NULL,
    person UUID NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    salt BYTEA,                      -- of the expected answer; NULL without a question
    answer BYTEA,                    -- its hash
    tries_left INTEGER NOT NULL,
    revoked BOOLEAN NOT NULL         -- whether the host has revoked it
);
CREATE INDEX invitation_of_visit ON invitation (visit, clinic, created, invitation);
CREATE INDEX invitation_by_expiry ON invitation (expires);

-- Sessions that links began, by the digests of their tokens.
CREATE TABLE session (
    token BYTEA NOT NULL PRIMARY KEY, -- SHA-256
    session UUID NOT NULL,
    invitation UUID NOT NULL,
    clinic UUID NOT NULL,
    visit UUID NOT NULL,
    person UUID NOT NULL,
    begun BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_of_invitation ON session (invitation, begun, session);
CREATE INDEX session_of_person ON session (person, clinic);
CREATE INDEX session_by_expiry ON session (expires);
