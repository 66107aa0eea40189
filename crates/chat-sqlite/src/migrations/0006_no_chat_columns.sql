-- A visit in memory has the positions of each chat's entries, so pages are read by position. The index cost
-- a page of the write-ahead log for every message. Each of the columns rewrites the table.
DROP INDEX entry_of_chat;
ALTER TABLE entry DROP COLUMN chat;
ALTER TABLE entry DROP COLUMN number;
