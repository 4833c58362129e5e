-- Units about the same topic join: one run does for all, back to the earliest of their times.
ALTER TABLE work
    ADD COLUMN topic text COLLATE "C",
    ADD COLUMN since_us bigint,
    ADD COLUMN joined bigint;

CREATE INDEX work_topic ON work (left(topic, 500), id) WHERE state IN (1, 2) AND topic IS NOT NULL;

INSERT INTO migration (version) VALUES (2);
