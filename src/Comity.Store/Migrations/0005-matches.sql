-- Parties: each spelling under which one was met, and the party it is taken for, which is named by the number of one of its spellings.
CREATE TABLE party_spellings (
    id            INTEGER PRIMARY KEY,
    key           TEXT    NOT NULL UNIQUE,
    text          TEXT    NOT NULL,
    party_id      INTEGER NOT NULL,
    first_seen_at TEXT    NOT NULL
);
CREATE INDEX party_spellings_by_party ON party_spellings (party_id, id);

CREATE TABLE party_traits (
    kind          TEXT    NOT NULL,
    value         TEXT    NOT NULL,
    spelling_id   INTEGER NOT NULL REFERENCES party_spellings (id),
    first_seen_at TEXT    NOT NULL,
    PRIMARY KEY (kind, value, spelling_id)
) WITHOUT ROWID;
CREATE INDEX party_traits_by_spelling ON party_traits (spelling_id);

-- Who took which spelling for which party and why: joins and splits alike.
CREATE TABLE party_links (
    id          INTEGER PRIMARY KEY,
    spelling_id INTEGER NOT NULL REFERENCES party_spellings (id),
    from_party  INTEGER NOT NULL,
    to_party    INTEGER NOT NULL,
    explanation TEXT    NOT NULL,
    linked_by   TEXT    NOT NULL,
    linked_at   TEXT    NOT NULL
);
CREATE INDEX party_links_by_spelling ON party_links (spelling_id);
CREATE TRIGGER party_links_update BEFORE UPDATE ON party_links
BEGIN SELECT RAISE(ABORT, 'links of parties are append-only'); END;
CREATE TRIGGER party_links_delete BEFORE DELETE ON party_links
BEGIN SELECT RAISE(ABORT, 'links of parties are append-only'); END;

-- A list's page asks for its matches, and for those with one entry.
CREATE INDEX watch_list_matches_by_entry ON watch_list_matches (list_id, entity_id, id);
