-- Who takes part in a visit or ever did: removed participants stay. The key is all that there is, so
-- that whether somebody is in it is one search, which costs the same where there is no such visit.
CREATE TABLE took_part (
    clinic BLOB NOT NULL,            -- 16 bytes, as all ids of the domain
    visit BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (clinic, visit, person)
) STRICT, WITHOUT ROWID;
