-- What each node last said about itself. `seen` is in milliseconds since 1970 UTC by the database's
-- clock. Nothing is decided by this table: it is for people, and for `sofia ha check` (ADR 0003 says
-- who decides).
CREATE TABLE cluster_nodes (
    cluster_name  TEXT   NOT NULL,
    node_name     TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    seen          BIGINT NOT NULL,
    config_digest TEXT   NOT NULL,
    version       TEXT   NOT NULL,
    PRIMARY KEY (cluster_name, node_name)
);
