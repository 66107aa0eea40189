-- Which entries of a visit are in the event feed of its clinic. `unfed` is a column, not a comparison of `fed` and `version`: the
-- index would else change with each append. So it changes only with the first append after the visit was numbered. The defaults
-- are those of a visit of which nothing is in the feed, so existing rows are not written.
ALTER TABLE visit ADD COLUMN fed BIGINT NOT NULL DEFAULT 0;          -- the newest entry in the feed
ALTER TABLE visit ADD COLUMN unfed BOOLEAN NOT NULL DEFAULT TRUE;    -- whether there are entries after it
CREATE INDEX visit_unfed ON visit (clinic, visit) WHERE unfed;

-- The event feed: committed entries with their positions in the feed of their clinic. A row is some entries of one visit. Rows
-- are only added. The key begins with the clinic, whose order this is.
CREATE TABLE feed (
    clinic UUID NOT NULL,
    position BIGINT NOT NULL,        -- of the first entry: the number of entries before it
    visit UUID NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    pass UUID NOT NULL,              -- the pass that numbered it
    PRIMARY KEY (clinic, position)
);
