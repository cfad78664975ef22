-- Subscriptions to a user's presence, dialogs and messages: one row for each dialog of SUBSCRIBE (RFC 6665).
-- `sub_to_user` at `sub_to_host` is watched, `sip_user` at `sip_host` watches. What the next process needs to go
-- on with the dialog is here: `full_to` is our side with its tag and `full_from` the watcher's, `contact` its URI.
-- `expires` is in seconds since 1970 UTC and follows from `expires_ms`, as in sip_registrations.
-- (epoch, sequence) orders the writes of a row: a smaller pair never replaces a larger one.
CREATE TABLE sip_subscriptions (
    cluster_name  TEXT   NOT NULL,
    hostname      TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    call_id       TEXT   NOT NULL CHECK (length(call_id) BETWEEN 1 AND 500),
    local_tag     TEXT   NOT NULL CHECK (length(local_tag) BETWEEN 1 AND 255),
    sequence      BIGINT NOT NULL,
    profile_name  TEXT   NOT NULL,
    proto         TEXT   NOT NULL DEFAULT 'sip',
    event         TEXT   NOT NULL,
    event_id      TEXT   NOT NULL,
    sip_user      TEXT   NOT NULL,
    sip_host      TEXT   NOT NULL,
    sub_to_user   TEXT   NOT NULL,
    sub_to_host   TEXT   NOT NULL,
    accept        TEXT   NOT NULL,
    full_to       TEXT   NOT NULL,
    full_from     TEXT   NOT NULL,
    remote_tag    TEXT   NOT NULL,
    local_cseq    BIGINT NOT NULL,
    remote_cseq   BIGINT NOT NULL,
    route         TEXT   NOT NULL,
    contact       TEXT   NOT NULL,
    local_contact TEXT   NOT NULL,
    next_hop      TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    user_agent    TEXT   NOT NULL,
    network_ip    TEXT   NOT NULL,
    network_port  BIGINT NOT NULL,
    network_proto TEXT   NOT NULL,
    expires_ms    BIGINT NOT NULL,
    expires       BIGINT GENERATED ALWAYS AS ((expires_ms + 999) / 1000) STORED,
    refreshed     BIGINT NOT NULL,
    PRIMARY KEY (cluster_name, call_id, local_tag)
);

-- What users say of themselves with PUBLISH (RFC 3903): one row for each publication of a user, which keeps its
-- place when its entity-tag changes. `content` is the document as it came.
CREATE TABLE sip_presence (
    cluster_name  TEXT   NOT NULL,
    hostname      TEXT   NOT NULL,
    epoch         BIGINT NOT NULL,
    sip_user      TEXT   NOT NULL CHECK (length(sip_user) BETWEEN 1 AND 255),
    sip_host      TEXT   NOT NULL CHECK (length(sip_host) BETWEEN 1 AND 255),
    publication   TEXT   NOT NULL CHECK (length(publication) BETWEEN 1 AND 255),
    sequence      BIGINT NOT NULL,
    profile_name  TEXT   NOT NULL,
    etag          TEXT   NOT NULL,
    open_closed   TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    rpid          TEXT   NOT NULL,
    content       TEXT   NOT NULL,
    user_agent    TEXT   NOT NULL,
    network_ip    TEXT   NOT NULL,
    network_port  BIGINT NOT NULL,
    expires_ms    BIGINT NOT NULL,
    expires       BIGINT GENERATED ALWAYS AS ((expires_ms + 999) / 1000) STORED,
    published     BIGINT NOT NULL,
    PRIMARY KEY (cluster_name, sip_user, sip_host, publication)
);

-- The last that a voice mail system has said of a mailbox (RFC 3842), so that who subscribes after a takeover is
-- told at once. `counts` is "new/old (urgent new/urgent old)".
CREATE TABLE sip_mailboxes (
    cluster_name TEXT   NOT NULL,
    hostname     TEXT   NOT NULL,
    epoch        BIGINT NOT NULL,
    sip_user     TEXT   NOT NULL CHECK (length(sip_user) BETWEEN 1 AND 255),
    sip_host     TEXT   NOT NULL CHECK (length(sip_host) BETWEEN 1 AND 255),
    sequence     BIGINT NOT NULL,
    waiting      TEXT   NOT NULL,
    counts       TEXT   NOT NULL,
    told         BIGINT NOT NULL,
    PRIMARY KEY (cluster_name, sip_user, sip_host)
);
