-- Files of persons: sealed entries by place. Nobody reads them here, and they are only ever added; new keys reseal the bytes.
CREATE TABLE person_file_entries (
    programme TEXT    NOT NULL,
    number    TEXT    NOT NULL,
    place     INTEGER NOT NULL CHECK (place > 0),
    entry     BLOB    NOT NULL,
    UNIQUE (programme, number, place)
);
CREATE TRIGGER person_file_entries_keep_their_place BEFORE UPDATE OF programme, number, place ON person_file_entries
BEGIN SELECT RAISE(ABORT, 'an entry keeps its place'); END;
CREATE TRIGGER person_file_entries_stay BEFORE DELETE ON person_file_entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
