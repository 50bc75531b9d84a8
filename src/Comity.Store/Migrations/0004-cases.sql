-- Joint cases: entries as their nodes signed them. Triggers keep honest code honest.
CREATE TABLE case_entries (
    number  INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,
    case_id TEXT    NOT NULL,
    entry   TEXT    NOT NULL,
    signed  TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    kept_at TEXT    NOT NULL
);
CREATE INDEX case_entries_by_case ON case_entries (case_id, number);
CREATE TRIGGER case_entries_do_not_change BEFORE UPDATE ON case_entries
BEGIN SELECT RAISE(ABORT, 'case entries are append-only'); END;
CREATE TRIGGER case_entries_stay BEFORE DELETE ON case_entries
BEGIN SELECT RAISE(ABORT, 'case entries are append-only'); END;

-- What this node gives to whom.
CREATE TABLE case_given (
    case_id  TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES case_entries (id),
    node     TEXT NOT NULL,
    PRIMARY KEY (case_id, entry_id, node)
) WITHOUT ROWID;

CREATE TABLE case_parts (
    entry_id TEXT    NOT NULL REFERENCES case_entries (id),
    sha256   TEXT    NOT NULL,
    start    INTEGER NOT NULL,
    PRIMARY KEY (entry_id, sha256, start)
) WITHOUT ROWID;
