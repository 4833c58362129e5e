-- lost: how many leases ended without a word since the last word. crashes: how many of those ended while
-- nothing else ran in the process, which alone says so: 1 while that is the case.
ALTER TABLE work ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE work ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE work ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
