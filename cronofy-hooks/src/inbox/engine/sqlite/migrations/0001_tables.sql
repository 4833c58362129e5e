-- Deliveries are only ever added and removed, so that a unit that changes does not rewrite a body.
-- The body comes last: nothing behind it has to be searched for in its overflow pages.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repeat BLOB,
    received_us INTEGER NOT NULL,
    head TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX delivery_repeat ON delivery (repeat) WHERE repeat IS NOT NULL;

-- id is the number of the delivery << 20 | the place in it. Times are microseconds since 1970.
-- state: 0 arrived, 1 ready, 2 blocked, 3 joined, 4 done, 5 discarded, 6 dead.
CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT,
    state INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    replays INTEGER NOT NULL DEFAULT 0,
    due_us INTEGER NOT NULL,
    finished_us INTEGER,
    error TEXT
) STRICT;

-- An index ends with the id of its row by itself.
CREATE INDEX work_arrived ON work (state) WHERE state = 0;
-- The leased among them are counted without looking at the rows.
CREATE INDEX work_due ON work (due_us, id, held) WHERE state = 1;
-- Of a key with many units, the ready one is found as fast as the first of the blocked. Written as
-- it is, also a search for one of the states may use it.
CREATE INDEX work_key ON work (key, state) WHERE (state = 1 OR state = 2) AND key IS NOT NULL;
CREATE INDEX work_dead ON work (state) WHERE state = 6;
