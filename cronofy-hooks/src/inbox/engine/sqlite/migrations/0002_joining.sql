-- What lets units join: everything about a topic since a time. NULL where they do not.
ALTER TABLE work ADD COLUMN topic TEXT;
ALTER TABLE work ADD COLUMN since_us INTEGER;
ALTER TABLE work ADD COLUMN joined INTEGER;
CREATE INDEX work_topic ON work (topic) WHERE state IN (1, 2) AND topic IS NOT NULL;
