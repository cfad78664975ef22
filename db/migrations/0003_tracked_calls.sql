-- The answered calls: one row a call of two legs. `hostname` is the node that owns the call now;
-- leg a is the caller's, leg b the callee's. Times are milliseconds since 1970 UTC.
-- (epoch, sequence) orders the writes of a row: a smaller pair never replaces a larger one.
CREATE TABLE tracked_calls (
    cluster_name     TEXT   NOT NULL,
    hostname         TEXT   NOT NULL,
    epoch            BIGINT NOT NULL,
    call_uuid        TEXT   NOT NULL CHECK (length(call_uuid) BETWEEN 1 AND 255),
    sequence         BIGINT NOT NULL,
    profile_name     TEXT   NOT NULL,
    caller_id_name   TEXT   NOT NULL,
    caller_id_number TEXT   NOT NULL,
    destination      TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    created          BIGINT NOT NULL,
    answered         BIGINT NOT NULL,
    a_call_id        TEXT   NOT NULL CHECK (length(a_call_id) <= 2000),
    a_local_tag      TEXT   NOT NULL,
    b_call_id        TEXT   NOT NULL CHECK (length(b_call_id) <= 2000),
    b_local_tag      TEXT   NOT NULL,
    snapshot_version BIGINT NOT NULL,
    snapshot         TEXT   NOT NULL,
    PRIMARY KEY (cluster_name, call_uuid)
);

-- A request for a dialog that is not in memory is looked up by its Call-ID.
CREATE INDEX tracked_calls_a_call_id ON tracked_calls (a_call_id);
CREATE INDEX tracked_calls_b_call_id ON tracked_calls (b_call_id);
