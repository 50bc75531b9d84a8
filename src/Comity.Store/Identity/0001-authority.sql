-- Who may use the node, what they prove themselves by, and what they did. A file of its own: signing in and the audit
-- never wait for an import, and a copy of the operational store carries no secret of an account.

CREATE TABLE accounts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT    NOT NULL,
    normal_name    TEXT    NOT NULL UNIQUE,
    display_name   TEXT    NOT NULL,
    unit           TEXT    NOT NULL,
    agency         TEXT    NOT NULL,
    groups         TEXT    NOT NULL,
    roles          TEXT    NOT NULL,
    disabled       INTEGER NOT NULL,
    password_hash  TEXT,
    security_stamp TEXT    NOT NULL,
    authenticator  TEXT,
    second_factor  INTEGER NOT NULL,
    recovery_codes TEXT,
    failed_count   INTEGER NOT NULL,
    locked_until   TEXT
);

CREATE TABLE passkeys (
    credential_id BLOB    PRIMARY KEY,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    passkey       TEXT    NOT NULL
);

-- Addresses that work once. Only the hash of the token is kept.
CREATE TABLE links (
    token_sha256 TEXT    PRIMARY KEY,
    purpose      TEXT    NOT NULL,
    account_id   INTEGER REFERENCES accounts (id),
    expires_at   TEXT    NOT NULL,
    used_at      TEXT
) WITHOUT ROWID;

CREATE TABLE sessions (
    token_sha256 TEXT    PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    began_at     TEXT    NOT NULL,
    seen_at      TEXT    NOT NULL,
    proved_at    TEXT    NOT NULL,
    method       TEXT    NOT NULL,
    origin       TEXT    NOT NULL,
    browser      TEXT    NOT NULL,
    ended_at     TEXT
) WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id) WHERE ended_at IS NULL;

CREATE TABLE audit (
    number        INTEGER PRIMARY KEY,
    at            TEXT    NOT NULL,
    kind          INTEGER NOT NULL,
    account       TEXT    NOT NULL,
    actor         TEXT    NOT NULL,
    unit          TEXT    NOT NULL,
    resource      TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    item          TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    why           TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    outcome       INTEGER NOT NULL,
    previous_hash TEXT    NOT NULL,
    hash          TEXT    NOT NULL
);
CREATE INDEX audit_by_account ON audit (account, number);

CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

-- Where the chain ends, kept apart from it: what is cut off at the end is missed.
CREATE TABLE audit_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL
);
