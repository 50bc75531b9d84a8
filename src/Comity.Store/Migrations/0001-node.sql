-- What the node has received.
CREATE TABLE deliveries (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    sha256        TEXT    NOT NULL,
    bytes         INTEGER NOT NULL,
    format        TEXT    NOT NULL DEFAULT '',
    sender        TEXT    NOT NULL,
    received_at   TEXT    NOT NULL,
    state         INTEGER NOT NULL,
    messages      INTEGER NOT NULL DEFAULT 0,
    redelivered   INTEGER NOT NULL DEFAULT 0,
    clean         INTEGER NOT NULL DEFAULT 0,
    repaired      INTEGER NOT NULL DEFAULT 0,
    quarantined   INTEGER NOT NULL DEFAULT 0,
    repair_issues INTEGER NOT NULL DEFAULT 0,
    quarantine_issues INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX deliveries_by_content ON deliveries (sha256);

CREATE TABLE issues (
    id          INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    quarantined INTEGER NOT NULL,
    segment     INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_length INTEGER NOT NULL,
    source_table TEXT,
    found       TEXT    NOT NULL,
    expected    TEXT    NOT NULL,
    saved       TEXT    NOT NULL,
    subjects    INTEGER NOT NULL
);
CREATE INDEX issues_by_delivery ON issues (delivery_id, id);

CREATE TABLE messages (
    id           INTEGER PRIMARY KEY,
    content_hash TEXT    UNIQUE,
    document_key TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    received_at  TEXT    NOT NULL
);

-- A message can be delivered many times; it takes effect once.
CREATE TABLE message_deliveries (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    message_id  INTEGER NOT NULL REFERENCES messages (id),
    PRIMARY KEY (delivery_id, message_id)
) WITHOUT ROWID;

-- What was declared, version by version.
CREATE TABLE subjects (
    id            INTEGER PRIMARY KEY,
    document_key  TEXT    NOT NULL,
    subject_key   TEXT    NOT NULL,
    last_sequence INTEGER NOT NULL,
    deleted       INTEGER NOT NULL,
    listed        INTEGER NOT NULL,
    finding_id    INTEGER,
    score         REAL    NOT NULL DEFAULT 0,
    decision_id   INTEGER,
    UNIQUE (document_key, subject_key)
);
CREATE INDEX subjects_by_score ON subjects (score DESC, id) WHERE listed = 1;

CREATE TABLE subject_versions (
    sequence    INTEGER PRIMARY KEY,
    subject_id  INTEGER NOT NULL REFERENCES subjects (id),
    version     INTEGER NOT NULL,
    message_id  INTEGER NOT NULL REFERENCES messages (id),
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    action      TEXT    NOT NULL,
    deleted     INTEGER NOT NULL,
    received_at TEXT    NOT NULL,
    record      BLOB    NOT NULL,
    UNIQUE (subject_id, version)
);
CREATE INDEX subject_versions_by_message ON subject_versions (message_id);

CREATE TABLE subject_terms (
    term       TEXT    NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subjects (id),
    PRIMARY KEY (term, subject_id)
) WITHOUT ROWID;

-- What is remembered of one entity stands side by side, on the page that its arrival has to write anyway.
CREATE TABLE track_records (
    key     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (key, kind)
) WITHOUT ROWID;

-- What was found in it, selected and decided.
CREATE TABLE findings (
    id          INTEGER PRIMARY KEY,
    subject_id  INTEGER NOT NULL REFERENCES subjects (id),
    sequence    INTEGER NOT NULL REFERENCES subject_versions (sequence),
    assessed_at TEXT    NOT NULL,
    score       REAL    NOT NULL,
    finding     TEXT    NOT NULL
);
CREATE INDEX findings_by_subject ON findings (subject_id);

CREATE TABLE finding_hits (
    finding_id      INTEGER NOT NULL REFERENCES findings (id),
    profile_id      TEXT    NOT NULL,
    profile_version INTEGER NOT NULL,
    threat          TEXT    NOT NULL,
    PRIMARY KEY (finding_id, profile_id)
) WITHOUT ROWID;
CREATE INDEX finding_hits_by_profile ON finding_hits (profile_id, finding_id);

CREATE TABLE selections (
    id          INTEGER PRIMARY KEY,
    day         TEXT    NOT NULL,
    unit        TEXT    NOT NULL,
    subject_id  INTEGER NOT NULL REFERENCES subjects (id),
    rank        INTEGER NOT NULL,
    score       REAL    NOT NULL,
    selected_by INTEGER NOT NULL,
    probability REAL    NOT NULL,
    UNIQUE (day, unit, subject_id)
);
CREATE INDEX selections_by_subject ON selections (subject_id);

CREATE TABLE decisions (
    id           INTEGER PRIMARY KEY,
    subject_id   INTEGER NOT NULL REFERENCES subjects (id),
    finding_id   INTEGER REFERENCES findings (id),
    selection_id INTEGER REFERENCES selections (id),
    action       TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    decided_by   TEXT    NOT NULL,
    unit         TEXT    NOT NULL,
    decided_at   TEXT    NOT NULL
);
CREATE INDEX decisions_by_subject ON decisions (subject_id);

-- The register. Entries are chained; triggers keep honest code honest, the chain shows the rest.
CREATE TABLE register_entries (
    number        INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    subject_id    INTEGER REFERENCES subjects (id),
    recorded_at   TEXT NOT NULL,
    recorded_by   TEXT NOT NULL,
    corrects      INTEGER REFERENCES register_entries (number),
    payload       TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL UNIQUE
);
CREATE TRIGGER register_is_append_only_update BEFORE UPDATE ON register_entries
BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
CREATE TRIGGER register_is_append_only_delete BEFORE DELETE ON register_entries
BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;

-- Credit: which finding and selection led to a reported outcome.
CREATE TABLE outcomes (
    entry_number INTEGER PRIMARY KEY REFERENCES register_entries (number),
    corrects     INTEGER,
    subject_id   INTEGER NOT NULL REFERENCES subjects (id),
    finding_id   INTEGER REFERENCES findings (id),
    selection_id INTEGER REFERENCES selections (id),
    found        INTEGER NOT NULL
);

CREATE TABLE settings (
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
