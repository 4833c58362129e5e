//! [`Figures`]: what came of a run, as a table.

use std::fmt;
use std::time::Duration;

use crate::latencies::LatencyHistogram;
use crate::memory::Memory;

/// Memory may grow by so much between the beginning and the end, and still be flat.
const GROWTH: f64 = 1.10;

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) asked: u64,
    pub(crate) sent: u64,
    /// Of notifications that were sent, after the sending itself had taken so long.
    pub(crate) lasted: Duration,
    pub(crate) accepted: u64,
    /// Requests that were not answered 2xx.
    pub(crate) errors: u64,
    pub(crate) handled: u64,
    /// Handled more often than once.
    pub(crate) repeated: u64,
    pub(crate) answers: LatencyHistogram,
    pub(crate) handlers: LatencyHistogram,
    pub(crate) sandbox: Memory,
    pub(crate) receiver: Memory,
}

impl Figures {
    /// Everything was sent in time, accepted and handled once, and memory is flat.
    pub(crate) fn is_well(&self) -> bool {
        let flat = |memory: &Memory| memory.figures().is_some_and(|[first, last, _]| last <= first * GROWTH);
        self.sent == self.asked
            && self.accepted == self.sent
            && self.handled == self.sent
            && self.errors == 0
            && self.repeated == 0
            && flat(&self.sandbox)
            && flat(&self.receiver)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.lasted.as_secs_f64();
        writeln!(f, "sent       {} in {seconds:.1} s: {:.0} a second", self.sent, self.sent as f64 / seconds)?;
        writeln!(f, "accepted   {}, with {} errors", self.accepted, self.errors)?;
        writeln!(f, "handled    {}, {} of them again", self.handled, self.repeated)?;
        writeln!(f, "\nlatency in ms       p50      p90      p99    p99.9      max")?;
        for (name, latencies) in [("answer", &self.answers), ("handled", &self.handlers)] {
            write!(f, "{name:12}")?;
            for rank in [0.5, 0.9, 0.99, 0.999, 1.0] {
                write!(f, " {:8.1}", latencies.percentile(rank))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\nmemory in MiB     first     last     peak")?;
        for (name, memory) in [("sandbox", &self.sandbox), ("quickstart", &self.receiver)] {
            let Some([first, last, peak]) = memory.figures() else {
                writeln!(f, "{name:12}   not known")?;
                continue;
            };
            writeln!(f, "{name:12} {first:10.1} {last:8.1} {peak:8.1}")?;
        }
        Ok(())
    }
}
