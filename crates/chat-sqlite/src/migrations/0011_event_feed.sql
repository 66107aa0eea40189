-- The event feed: committed entries with their positions in the feed of their clinic. A row is some entries of one visit. Rows
-- are only added. Entries are numbered when someone reads the feed, so an existing log costs this migration nothing.
CREATE TABLE feed (
    clinic BLOB NOT NULL,            -- 16 bytes, as all ids
    position INTEGER NOT NULL,       -- of the first entry: the number of entries before it
    visit BLOB NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    pass BLOB NOT NULL,              -- the pass that numbered it
    PRIMARY KEY (clinic, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX feed_of_visit ON feed (clinic, visit, last_seq);

-- One row: the entry through which the table `entry`, in the order of its rows, is in the feed. Rows go to the end of that table,
-- so what is not numbered comes after it.
CREATE TABLE feed_reach (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    visit_id INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
