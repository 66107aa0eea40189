-- Since when an attendee's message waits for this person's answer (R4); NULL if none does. The index has only
-- the rows of visits that wait, so counting them never reads a person's other visits.
ALTER TABLE participant ADD COLUMN waiting_since INTEGER;  -- microseconds since 1970 in UTC

CREATE INDEX participant_waiting ON participant (clinic, person, waiting_since, visit)
    WHERE waiting_since IS NOT NULL;
