-- The access log: who opened what, and what was refused. Times are microseconds since 1970 in UTC.
CREATE TABLE access (
    access BLOB NOT NULL PRIMARY KEY,     -- 16 bytes, as all ids
    clinic BLOB NOT NULL,
    at INTEGER NOT NULL,
    visit BLOB,                           -- NULL if it was about none
    person BLOB,                          -- NULL for the host
    record TEXT NOT NULL                  -- JSON, without texts of messages and names
) STRICT, WITHOUT ROWID;
CREATE INDEX access_of_visit ON access (clinic, visit, at, access);
CREATE INDEX access_of_person ON access (clinic, person, at, access);
CREATE INDEX access_by_age ON access (at);
