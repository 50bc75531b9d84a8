-- Watch lists. The raw files are kept beside the database under their hashes.
CREATE TABLE watch_list_versions (
    list_id      TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    sha256       TEXT    NOT NULL,
    format       TEXT    NOT NULL,
    files        TEXT    NOT NULL,
    published_on TEXT,
    taken_in_at  TEXT    NOT NULL,
    taken_in_by  TEXT    NOT NULL,
    entities     INTEGER NOT NULL,
    names        INTEGER NOT NULL,
    quarantined  INTEGER NOT NULL,
    accepted     TEXT    NOT NULL,
    PRIMARY KEY (list_id, version)
) WITHOUT ROWID;
CREATE TRIGGER watch_list_versions_update BEFORE UPDATE ON watch_list_versions
BEGIN SELECT RAISE(ABORT, 'list versions are append-only'); END;
CREATE TRIGGER watch_list_versions_delete BEFORE DELETE ON watch_list_versions
BEGIN SELECT RAISE(ABORT, 'list versions are append-only'); END;

-- Contents by hash: an entry that many versions or lists hold alike is kept once.
CREATE TABLE watch_list_contents (
    hash    TEXT NOT NULL PRIMARY KEY,
    payload BLOB NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER watch_list_contents_update BEFORE UPDATE ON watch_list_contents
BEGIN SELECT RAISE(ABORT, 'list contents are append-only'); END;
CREATE TRIGGER watch_list_contents_delete BEFORE DELETE ON watch_list_contents
BEGIN SELECT RAISE(ABORT, 'list contents are append-only'); END;

-- From which version an entry held so and, once it is over, the first version that no longer does. A version costs what it changes.
CREATE TABLE watch_list_entries (
    list_id       TEXT    NOT NULL,
    entity_id     TEXT    NOT NULL,
    from_version  INTEGER NOT NULL,
    until_version INTEGER,
    hash          TEXT    NOT NULL REFERENCES watch_list_contents (hash),
    PRIMARY KEY (list_id, entity_id, from_version)
) WITHOUT ROWID;
CREATE INDEX watch_list_entries_begun ON watch_list_entries (list_id, from_version);
CREATE INDEX watch_list_entries_ended ON watch_list_entries (list_id, until_version);
CREATE TRIGGER watch_list_entries_update BEFORE UPDATE ON watch_list_entries
WHEN old.until_version IS NOT NULL OR new.until_version IS NULL OR new.list_id <> old.list_id OR new.entity_id <> old.entity_id
    OR new.from_version <> old.from_version OR new.hash <> old.hash
BEGIN SELECT RAISE(ABORT, 'list entries only ever end'); END;
CREATE TRIGGER watch_list_entries_delete BEFORE DELETE ON watch_list_entries
BEGIN SELECT RAISE(ABORT, 'list entries only ever end'); END;

-- The last match of a pair of subject and entry stands as long as both keep their contents.
CREATE TABLE watch_list_matches (
    id           INTEGER PRIMARY KEY,
    subject_key  TEXT    NOT NULL,
    subject_hash TEXT    NOT NULL,
    list_id      TEXT    NOT NULL,
    entity_id    TEXT    NOT NULL,
    entity_hash  TEXT    NOT NULL REFERENCES watch_list_contents (hash),
    list_version INTEGER NOT NULL,
    score        REAL    NOT NULL,
    explanation  TEXT    NOT NULL,
    found_at     TEXT    NOT NULL,
    FOREIGN KEY (list_id, list_version) REFERENCES watch_list_versions (list_id, version)
);
CREATE INDEX watch_list_matches_by_pair ON watch_list_matches (subject_key, list_id, entity_id, id);
CREATE TRIGGER watch_list_matches_update BEFORE UPDATE ON watch_list_matches
BEGIN SELECT RAISE(ABORT, 'matches are append-only'); END;
CREATE TRIGGER watch_list_matches_delete BEFORE DELETE ON watch_list_matches
BEGIN SELECT RAISE(ABORT, 'matches are append-only'); END;

CREATE TABLE watch_list_decisions (
    id         INTEGER PRIMARY KEY,
    match_id   INTEGER NOT NULL REFERENCES watch_list_matches (id),
    state      INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    decided_by TEXT    NOT NULL,
    decided_at TEXT    NOT NULL
);
CREATE INDEX watch_list_decisions_by_match ON watch_list_decisions (match_id, id);
CREATE TRIGGER watch_list_decisions_update BEFORE UPDATE ON watch_list_decisions
BEGIN SELECT RAISE(ABORT, 'judgements of matches are append-only'); END;
CREATE TRIGGER watch_list_decisions_delete BEFORE DELETE ON watch_list_decisions
BEGIN SELECT RAISE(ABORT, 'judgements of matches are append-only'); END;
