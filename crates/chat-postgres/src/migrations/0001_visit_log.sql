-- A visit, with its line on dashboards and the head of its log. Times are microseconds since 1970 in UTC, hashes 32 bytes.
CREATE TABLE visit (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    version BIGINT NOT NULL,         -- the position of the newest entry
    hash BYTEA NOT NULL,             -- and its hash
    scheduled_for BIGINT NOT NULL,
    phase TEXT NOT NULL,
    due BIGINT,                      -- when the service has something to do in the visit (W8)
    leased BOOLEAN NOT NULL,         -- whether presence is leased (V9)
    summary BYTEA NOT NULL,          -- JSON
    PRIMARY KEY (visit, clinic)
);
CREATE INDEX visit_by_time ON visit (clinic, scheduled_for, visit);
CREATE INDEX visit_by_clinic ON visit (clinic, visit);
CREATE INDEX visit_with_leases ON visit (clinic, visit) WHERE leased;
CREATE INDEX visit_due ON visit (due, clinic, visit) WHERE due IS NOT NULL;

-- The logs.
CREATE TABLE entry (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    body BYTEA NOT NULL,             -- the stored form of the entry, byte for byte
    PRIMARY KEY (visit, clinic, seq)
);

-- Everyone who is or was a participant. Rows are never removed; those of removed participants are not active.
CREATE TABLE participant (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    person UUID NOT NULL,
    active BOOLEAN NOT NULL,
    care_team BOOLEAN NOT NULL,
    scheduled_for BIGINT NOT NULL,   -- as in `visit`, to be found and ordered by one index
    waiting_since BIGINT,            -- since when an attendee's message waits for their answer (R4)
    PRIMARY KEY (visit, clinic, person)
);
CREATE INDEX participant_by_time ON participant (clinic, person, scheduled_for, visit) WHERE active;
CREATE INDEX participant_waiting ON participant (clinic, person, waiting_since, visit)
    WHERE active AND waiting_since IS NOT NULL;

-- The sessions that may append. A session whose row is gone appends nothing any more.
CREATE TABLE writer (
    session UUID NOT NULL PRIMARY KEY,
    seen TIMESTAMPTZ NOT NULL        -- when it last said that it is in use
);

-- Uploads in progress, from the last byte until a message carries the file.
CREATE TABLE upload (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    attachment UUID NOT NULL,
    person UUID NOT NULL,
    upload UUID,                     -- the client's id, if it sent one
    received BIGINT NOT NULL,
    stage TEXT NOT NULL,
    record BYTEA NOT NULL,           -- JSON
    PRIMARY KEY (visit, clinic, attachment)
);
CREATE INDEX upload_by_time ON upload (received, clinic, visit, attachment);
CREATE INDEX upload_of_person ON upload (visit, clinic, person, upload, received, attachment)
    WHERE upload IS NOT NULL;
