//! [`CrashCounts`]: what is printed at the end.

use std::fmt;
use std::time::Duration;

/// What is printed at the end.
#[derive(Clone, Debug, Default)]
pub struct CrashCounts {
    /// Processes that were killed, receivers or servers.
    pub kills: u64,
    /// Of these, before they reported that they were up.
    pub kills_at_start: u64,
    /// Stores that the kills were spread over, each new at its beginning.
    pub stores: u64,
    /// Sequences of what can happen to the files of a store.
    pub sequences: u64,
    /// Files that were deleted or replaced.
    pub files_lost: u64,
    /// Commands of the command line that were run on the store.
    pub tools: u64,
    /// How often files took up the whole of their log.
    pub checkpoints: u64,
    /// Requests that were sent.
    pub sent: u64,
    /// Deliveries that were acknowledged at least once.
    pub acknowledged: u64,
    /// Jobs of everything that is stored.
    pub jobs: u64,
    /// Jobs whose handler returned done.
    pub handled: u64,
    /// Jobs that joined another.
    pub joined: u64,
    /// Jobs that their handler did not want.
    pub discarded: u64,
    /// Runs of handlers, however they ended.
    pub runs: u64,
    /// Runs that returned done for a job for which another run had returned it before.
    pub handled_again: u64,
    /// Runs that the death of their process cut off.
    pub cut_off: u64,
    /// Rows that handlers wrote in their transaction.
    pub effects: u64,
    /// Of these, distinct rows: there has to be exactly one of each.
    pub distinct_effects: u64,
    /// Deliveries that were acknowledged and are not stored.
    pub lost: u64,
    /// The longest that the last victim of a store took to handle what was left.
    pub longest_drain: Duration,
    /// The longest that a victim took to acknowledge something after its database was back.
    pub longest_outage: Duration,
}

impl CrashCounts {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.kills_at_start += other.kills_at_start;
        self.stores += other.stores;
        self.sequences += other.sequences;
        self.files_lost += other.files_lost;
        self.tools += other.tools;
        self.checkpoints += other.checkpoints;
        self.sent += other.sent;
        self.acknowledged += other.acknowledged;
        self.jobs += other.jobs;
        self.handled += other.handled;
        self.joined += other.joined;
        self.discarded += other.discarded;
        self.runs += other.runs;
        self.handled_again += other.handled_again;
        self.cut_off += other.cut_off;
        self.effects += other.effects;
        self.distinct_effects += other.distinct_effects;
        self.lost += other.lost;
        self.longest_drain = self.longest_drain.max(other.longest_drain);
        self.longest_outage = self.longest_outage.max(other.longest_outage);
    }
}

impl fmt::Display for CrashCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("kills", self.kills),
            ("  at the start", self.kills_at_start),
            ("stores", self.stores),
            ("sequences", self.sequences),
            ("  files lost", self.files_lost),
            ("  commands run", self.tools),
            ("checkpoints", self.checkpoints),
            ("sent", self.sent),
            ("acknowledged", self.acknowledged),
            ("jobs", self.jobs),
            ("  handled", self.handled),
            ("  joined", self.joined),
            ("  discarded", self.discarded),
            ("runs", self.runs),
            ("  cut off by a kill", self.cut_off),
            ("handled more than once", self.handled_again),
            ("effects", self.effects),
            ("distinct effects", self.distinct_effects),
            ("lost", self.lost),
        ];
        for (name, count) in rows {
            writeln!(f, "{name:<24}{count:>10}")?;
        }
        for (name, time) in [("longest drain", self.longest_drain), ("longest outage", self.longest_outage)] {
            writeln!(f, "{name:<24}{:>8.2} s", time.as_secs_f64())?;
        }
        Ok(())
    }
}
