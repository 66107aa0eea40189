-- The time before which the service has nothing to do in the visit by its policy (W8); NULL if it never has. The
-- index has only the visits with such a time, so looking for those that are due reads no other visit.
ALTER TABLE visit ADD COLUMN due INTEGER;  -- microseconds since 1970 in UTC

CREATE INDEX visit_due ON visit (due, clinic, visit) WHERE due IS NOT NULL;
