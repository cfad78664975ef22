-- Our registrations at gateways: one row a gateway of a profile, so that the next process goes on with the
-- same Call-ID and a higher CSeq (RFC 3261 10.2) and only when the time that was granted says so.
-- `aor`, `registrar` and `contact` say what was registered where; a row whose values are not those of
-- the configuration any more is not gone on with. `granted_until` is in milliseconds since 1970 UTC, 0 for none.
-- (epoch, sequence) orders the writes of a row: a smaller pair never replaces a larger one.
CREATE TABLE gateway_registrations (
    cluster_name  TEXT   NOT NULL,
    hostname      TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    profile_name  TEXT   NOT NULL,
    gateway_name  TEXT   NOT NULL CHECK (length(gateway_name) BETWEEN 1 AND 255),
    sequence      BIGINT NOT NULL,
    aor           TEXT   NOT NULL,
    registrar     TEXT   NOT NULL,
    contact       TEXT   NOT NULL,
    call_id       TEXT   NOT NULL,
    cseq          BIGINT NOT NULL,
    granted_until BIGINT NOT NULL,
    PRIMARY KEY (cluster_name, profile_name, gateway_name)
);
