-- Who is active in which cluster: one row a cluster name. The row is also the lock that every
-- commit takes, so that a promotion and a commit always come one after the other (ADR 0003).
-- Times are milliseconds since 1970 UTC. `secret` is the cluster's key for nonces, 32 bytes in hex.
CREATE TABLE cluster_epochs (
    cluster_name TEXT   NOT NULL PRIMARY KEY CHECK (length(cluster_name) > 0),
    epoch        BIGINT NOT NULL CHECK (epoch >= 0),
    owner        TEXT   NOT NULL,
    lease_until  BIGINT NOT NULL,
    secret       TEXT   NOT NULL,
    taken        BIGINT NOT NULL
);
