-- The nodes that are alive. A node whose row is gone has lost its lease for good.
CREATE TABLE node (
    node UUID NOT NULL PRIMARY KEY,
    until TIMESTAMPTZ NOT NULL       -- when its lease runs out
);

-- The node that does the upkeep of each shard of the clinics, if it has a lease.
CREATE TABLE shard (
    shard INTEGER NOT NULL PRIMARY KEY,
    node UUID                        -- NULL if the shard was released
);
INSERT INTO shard (shard) VALUES
    (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15);

-- The people whose presence a node watches over (V9).
CREATE TABLE seat (
    visit UUID NOT NULL,
    clinic UUID NOT NULL,
    person UUID NOT NULL,
    node UUID NOT NULL,
    shard INTEGER NOT NULL,          -- that of the clinic
    disconnected TIMESTAMPTZ,        -- since when they have no connection at the node; NULL if they have one
    PRIMARY KEY (visit, clinic, person, node)
);
CREATE INDEX seat_of_node ON seat (node, shard);
