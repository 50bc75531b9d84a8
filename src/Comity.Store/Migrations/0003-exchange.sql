-- Referrals: what never changes, and the steps of both sides. Triggers keep honest code honest.
CREATE TABLE referrals (
    id         TEXT    PRIMARY KEY,
    offer      TEXT    NOT NULL,
    parent_id  TEXT,
    offered_at TEXT    NOT NULL,
    expires_at TEXT    NOT NULL,
    open       INTEGER NOT NULL
);
CREATE INDEX referrals_by_parent ON referrals (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX referrals_by_expiry ON referrals (expires_at) WHERE open = 1;
CREATE INDEX referrals_by_time ON referrals (offered_at);
CREATE TRIGGER offers_do_not_change BEFORE UPDATE OF id, offer ON referrals
BEGIN SELECT RAISE(ABORT, 'an offer does not change'); END;
CREATE TRIGGER referrals_stay BEFORE DELETE ON referrals
BEGIN SELECT RAISE(ABORT, 'referrals are append-only'); END;

CREATE TABLE referral_steps (
    referral_id TEXT    NOT NULL REFERENCES referrals (id),
    by_sender   INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    step        TEXT    NOT NULL,
    PRIMARY KEY (referral_id, by_sender, number)
) WITHOUT ROWID;
CREATE TRIGGER steps_do_not_change BEFORE UPDATE ON referral_steps
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;
CREATE TRIGGER steps_stay BEFORE DELETE ON referral_steps
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;

-- Partners and the way to them.
CREATE TABLE partners (
    node       TEXT    PRIMARY KEY,
    state      INTEGER NOT NULL,
    audience   INTEGER NOT NULL,
    card       TEXT    NOT NULL,
    address    TEXT,
    changed_by TEXT    NOT NULL,
    changed_at TEXT    NOT NULL
);

CREATE TABLE exchange_links (
    node     TEXT    PRIMARY KEY,
    failures INTEGER NOT NULL,
    retry_at TEXT    NOT NULL,
    note     TEXT    NOT NULL
);

-- Messages. The outbox is written with the decision; the inbox remembers, so that a message takes effect once.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    to_node     TEXT    NOT NULL,
    message_id  TEXT    NOT NULL UNIQUE,
    type        TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    referral_id TEXT,
    queued_at   TEXT    NOT NULL,
    state       INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    note        TEXT    NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (to_node, id) WHERE state = 0;
CREATE INDEX outbox_first ON outbox (to_node, type, id) WHERE state = 0;
CREATE INDEX outbox_by_referral ON outbox (referral_id, id);

CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    from_node   TEXT    NOT NULL,
    message_id  TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    signed      TEXT    NOT NULL,
    referral_id TEXT,
    received_at TEXT    NOT NULL,
    state       INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    receipt_due INTEGER NOT NULL,
    UNIQUE (from_node, message_id)
);
CREATE INDEX inbox_waiting ON inbox (referral_id, id) WHERE state = 1;
CREATE INDEX inbox_waiting_by_node ON inbox (from_node) WHERE state = 1;
CREATE INDEX inbox_receipts ON inbox (from_node, id) WHERE receipt_due = 1;

CREATE TABLE exchange_refusals (
    id         INTEGER PRIMARY KEY,
    refused_at TEXT    NOT NULL,
    from_node  TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    bytes      INTEGER NOT NULL,
    reason     TEXT    NOT NULL
);

CREATE TABLE attachment_parts (
    referral_id TEXT    NOT NULL REFERENCES referrals (id),
    sha256      TEXT    NOT NULL,
    start       INTEGER NOT NULL,
    PRIMARY KEY (referral_id, sha256, start)
) WITHOUT ROWID;
