-- lost: how many leases ended without a word since the last word. crashes: how many of those ended while
-- nothing else ran in the process, which alone says so.
ALTER TABLE work
    ADD COLUMN lost integer NOT NULL DEFAULT 0,
    ADD COLUMN crashes integer NOT NULL DEFAULT 0,
    ADD COLUMN alone boolean NOT NULL DEFAULT false;

INSERT INTO migration (version) VALUES (3);
