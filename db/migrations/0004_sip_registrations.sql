-- The bindings: one row for each contact of an address-of-record (RFC 3261 section 10.3).
-- `expires` is in seconds since 1970 UTC, as people's own queries expect it; it follows from
-- `expires_ms`, rounded up. `refreshed` is in milliseconds. `cluster_name` is what the other system
-- keeps in hostname; here `hostname` is the node that accepted the binding.
-- (epoch, sequence) orders the writes of a row: a smaller pair never replaces a larger one.
CREATE TABLE sip_registrations (
    cluster_name  TEXT   NOT NULL,
    hostname      TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    profile_name  TEXT   NOT NULL,
    sip_user      TEXT   NOT NULL,
    sip_host      TEXT   NOT NULL,
    contact_uri   TEXT   NOT NULL CHECK (length(contact_uri) BETWEEN 1 AND 2000),
    sequence      BIGINT NOT NULL,
    call_id       TEXT   NOT NULL,
    cseq          BIGINT NOT NULL,
    contact       TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    ping_status   TEXT   NOT NULL DEFAULT 'Reachable',
    path          TEXT   NOT NULL,
    user_agent    TEXT   NOT NULL,
    network_ip    TEXT   NOT NULL,
    network_port  BIGINT NOT NULL,
    network_proto TEXT   NOT NULL,
    sip_username  TEXT   NOT NULL,
    sip_realm     TEXT   NOT NULL,
    expires_ms    BIGINT NOT NULL,
    expires       BIGINT GENERATED ALWAYS AS ((expires_ms + 999) / 1000) STORED,
    refreshed     BIGINT NOT NULL,
    instance_id   TEXT   NOT NULL,
    reg_id        TEXT   NOT NULL,
    q             BIGINT NOT NULL CHECK (q BETWEEN 0 AND 1000),
    nonce_hash    TEXT   NOT NULL,
    nonce_count   BIGINT NOT NULL,
    PRIMARY KEY (cluster_name, profile_name, sip_user, sip_host, contact_uri)
);
