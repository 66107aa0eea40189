-- Each entry has the hash of the chain up to it. The table is made anew, since every row gets
-- longer; the rows of the old one are copied by the program, which computes the chain, and the old
-- one is dropped then.
DROP INDEX entry_of_chat;
ALTER TABLE entry RENAME TO entry_without_hash;

-- The logs. Rows go to the end of the table whatever the visit, which is what makes one commit of
-- many visits' entries cheap; the unique index orders them.
CREATE TABLE entry (
    visit_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chat BLOB,                       -- empty: the visit chat; 32 bytes: care person, attendee
    number INTEGER,                  -- the place in the chat
    hash BLOB NOT NULL,              -- 32 bytes; before the body, to be read without its overflow
    body BLOB NOT NULL,              -- the stored form of the entry, byte for byte
    UNIQUE (visit_id, seq)
) STRICT;

CREATE UNIQUE INDEX entry_of_chat ON entry (visit_id, chat, number) WHERE chat IS NOT NULL;
