-- Uploads on their way: what is to be done about a file, from its last byte until a message carries it.
-- The columns before the record are what rows are found by.
CREATE TABLE upload (
    clinic BLOB NOT NULL,            -- 16 bytes, as all ids of the domain
    visit BLOB NOT NULL,
    attachment BLOB NOT NULL,
    person BLOB NOT NULL,
    upload BLOB,                     -- the client's id, if it gave one
    received INTEGER NOT NULL,       -- microseconds since 1970 in UTC
    stage TEXT NOT NULL,
    record TEXT NOT NULL,            -- JSON
    UNIQUE (clinic, visit, attachment)
) STRICT;

CREATE INDEX upload_by_time ON upload (received, clinic, visit, attachment);

CREATE INDEX upload_of_person ON upload (clinic, visit, person, upload, received, attachment)
    WHERE upload IS NOT NULL;
