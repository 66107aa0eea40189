-- The nodes that are alive: services over one open log. A node whose row is gone has lost its lease for good. Times are
-- microseconds since 1970 in UTC.
CREATE TABLE node (
    node BLOB NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL          -- when its lease runs out
) STRICT;

-- The node that does the upkeep of each shard of the clinics, if it has a lease.
CREATE TABLE shard (
    shard INTEGER PRIMARY KEY,
    node BLOB                       -- NULL if the shard was released
) STRICT;
INSERT INTO shard (shard) VALUES
    (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15);

-- The people whose presence a node watches over (V9).
CREATE TABLE seat (
    clinic BLOB NOT NULL,
    visit BLOB NOT NULL,
    person BLOB NOT NULL,
    node BLOB NOT NULL,
    shard INTEGER NOT NULL,         -- that of the clinic
    disconnected INTEGER,           -- since when they have no connection at the node; NULL if they have one
    PRIMARY KEY (clinic, visit, person, node)
) STRICT;
CREATE INDEX seat_of_node ON seat (node, shard);
