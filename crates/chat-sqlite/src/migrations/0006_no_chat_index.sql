-- A visit in memory knows the positions of each chat's entries, so pages are read by position. The index
-- cost a page of the write-ahead log for every message.
DROP INDEX entry_of_chat;
