-- A visit, with its line on dashboards. Its version is the newest `seq` in `entry`: one place less
-- to write for every message.
CREATE TABLE visit (
    id INTEGER PRIMARY KEY,
    clinic BLOB NOT NULL,            -- 16 bytes, as all ids of the domain
    visit BLOB NOT NULL,
    scheduled_for INTEGER NOT NULL,  -- microseconds since 1970 in UTC
    phase TEXT NOT NULL,
    summary TEXT NOT NULL,           -- JSON
    UNIQUE (clinic, visit)
) STRICT;

CREATE INDEX visit_by_time ON visit (clinic, scheduled_for, visit);

-- Who takes part and was not removed, for the dashboards of one person.
CREATE TABLE participant (
    visit_id INTEGER NOT NULL,
    person BLOB NOT NULL,
    clinic BLOB NOT NULL,
    care_team INTEGER NOT NULL,
    scheduled_for INTEGER NOT NULL,  -- as in `visit`, to be found and ordered by one index
    visit BLOB NOT NULL,
    UNIQUE (visit_id, person)
) STRICT;

CREATE INDEX participant_by_time ON participant (clinic, person, scheduled_for, visit);

-- The logs. Rows go to the end of the table whatever the visit, which is what makes one commit of
-- many visits' entries cheap; the unique index orders them.
CREATE TABLE entry (
    visit_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chat BLOB,                       -- empty: the visit chat; 32 bytes: care person, attendee
    number INTEGER,                  -- the place in the chat
    body BLOB NOT NULL,              -- the stored form of the entry, byte for byte
    UNIQUE (visit_id, seq)
) STRICT;

CREATE UNIQUE INDEX entry_of_chat ON entry (visit_id, chat, number) WHERE chat IS NOT NULL;
