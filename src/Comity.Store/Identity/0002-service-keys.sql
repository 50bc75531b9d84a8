-- Keys of programs. Only the hash of a key is kept. A key is never deleted: the audit and the register name it.
CREATE TABLE service_keys (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    key_sha256   TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL UNIQUE,
    unit         TEXT    NOT NULL,
    agency       TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    rights       TEXT    NOT NULL,
    made_by      TEXT    NOT NULL,
    made_at      TEXT    NOT NULL,
    expires_at   TEXT    NOT NULL,
    revoked_at   TEXT,
    used_at      TEXT
);

-- Filters of lists that accounts keep under a name.
CREATE TABLE saved_views (
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;

-- The language an account reads the pages in.
CREATE TABLE languages (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    language   TEXT    NOT NULL
);

-- What a program was answered, so that a request that is sent again takes effect once.
CREATE TABLE answered_requests (
    account     TEXT    NOT NULL,
    request_key TEXT    NOT NULL,
    request     TEXT    NOT NULL,
    at          TEXT    NOT NULL,
    status      INTEGER,
    location    TEXT,
    body        BLOB,
    PRIMARY KEY (account, request_key)
) WITHOUT ROWID;
