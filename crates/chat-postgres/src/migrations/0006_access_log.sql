-- The access log: who opened what, and what was refused. Times are microseconds since 1970 in UTC.
CREATE TABLE access (
    access UUID NOT NULL PRIMARY KEY,
    clinic UUID NOT NULL,
    at BIGINT NOT NULL,
    visit UUID,                      -- NULL if it was about none
    person UUID,                     -- NULL for the host
    record TEXT NOT NULL             -- JSON, without texts of messages and names
);
CREATE INDEX access_of_visit ON access (visit, clinic, at, access);
CREATE INDEX access_of_person ON access (person, clinic, at, access);
CREATE INDEX access_by_age ON access (at);
