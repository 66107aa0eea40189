-- The visits in which presence is leased: after a restart, the leases end without live connections. Only these
-- visits are in the index, so all others cost it nothing.
CREATE INDEX visit_with_leases ON visit (clinic, visit) WHERE instr(summary, '"leased":true') > 0;
