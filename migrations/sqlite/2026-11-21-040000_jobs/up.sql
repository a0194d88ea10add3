-- Work that is done after the transaction that caused it: mail, pushes, digests.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    -- The job's own name within its kind.
    job_key TEXT NOT NULL,
    -- JSON; emptied when the job is done.
    payload TEXT NOT NULL,
    -- 0 waiting or under way, 1 done, 2 given up.
    state INTEGER NOT NULL,
    -- When it may be taken next; the end of the lease while it is under way.
    run_at BIGINT NOT NULL,
    leased_until BIGINT,
    -- Counts up only: the number of an attempt says whose lease it is.
    attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
-- A job that has been taken on is not taken on again.
CREATE UNIQUE INDEX jobs_key ON jobs (kind, job_key);
-- Which jobs may be taken now, and when is the next?
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 0;
-- Which have ended: for administrators, and to be forgotten.
CREATE INDEX jobs_ended ON jobs (state, ended_at) WHERE state <> 0;
