-- One row, written again and again to find out whether writes become durable. It says nothing.
CREATE TABLE write_probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    padding BLOB NOT NULL            -- so that it needs the room of a common append
) STRICT;
