-- Webhook endpoints. `record` is the endpoint as JSON, with its secrets and its place in the feed. It is replaced only by the
-- revision that follows it. The key begins with the clinic, whose endpoint it is.
CREATE TABLE webhook_endpoint (
    clinic UUID NOT NULL,
    endpoint UUID NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (clinic, endpoint)
);
