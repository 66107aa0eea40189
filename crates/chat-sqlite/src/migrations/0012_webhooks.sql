-- Webhook endpoints. `record` is the endpoint as JSON, with its secrets and its place in the feed. It is replaced only by the
-- revision that follows it.
CREATE TABLE webhook_endpoint (
    clinic BLOB NOT NULL,            -- 16 bytes, as all ids
    endpoint BLOB NOT NULL,
    revision INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (clinic, endpoint)
) STRICT, WITHOUT ROWID;
