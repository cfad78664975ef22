-- The nodes' signs of life, one row a node of a cluster, for people and for `sofia ha status`; nothing
-- is decided by them (ADR 0008). `seen` is in milliseconds since 1970 UTC by the database's clock.
CREATE TABLE cluster_nodes (
    cluster_name  TEXT   NOT NULL CHECK (length(cluster_name) > 0),
    node_name     TEXT   NOT NULL CHECK (length(node_name) > 0),
    role          TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    seen          BIGINT NOT NULL,
    config_digest TEXT   NOT NULL,
    version       TEXT   NOT NULL,
    PRIMARY KEY (cluster_name, node_name)
);
