//! [`Counters`]: what Linux counted for this process, and for those of a PostgreSQL server.

use std::fs;

use crate::sides::BoxError;

/// The counts of a process, or the differences of two counts.
#[derive(Clone, Copy, Debug, Default)]
struct ProcessCounters {
    cpu_ns: u64,
    /// How often a thread waited, to be woken later.
    waits: u64,
    /// Calls of read and write; `fdatasync` is not among them.
    calls: u64,
    written: u64,
    /// Bytes that became dirty in the cache of the disk, whole pages.
    dirtied: u64,
}

/// The counts of everything that a side consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counters {
    own: ProcessCounters,
    server: Option<ProcessCounters>,
}

impl Counters {
    /// `server` is the first process of a PostgreSQL server.
    ///
    /// # Errors
    /// Not on Linux.
    pub(crate) fn now(server: Option<u32>) -> Result<Self, BoxError> {
        let own = ProcessCounters::of(std::process::id()).map_err(|error| format!("/proc cannot be read: {error}"))?;
        let server = server.map(|first| {
            let processes = children(first).into_iter().chain([first]);
            // One may have ended meanwhile.
            processes.filter_map(|process| ProcessCounters::of(process).ok()).fold(ProcessCounters::default(), add)
        });
        Ok(Self { own, server })
    }

    pub(crate) fn since(self, before: &Self) -> Self {
        let own = self.own.since(before.own);
        Self { own, server: self.server.zip(before.server).map(|(now, before)| now.since(before)) }
    }

    /// Per delivery.
    pub(crate) fn each(self, deliveries: u64) -> Vec<(&'static str, f64)> {
        let own = self.own.each(["cpu us", "waits", "calls", "KB written", "KB dirtied"], deliveries);
        let names = ["server cpu us", "server waits", "server calls", "server KB written", "server KB dirtied"];
        let server = self.server.map(|server| server.each(names, deliveries));
        own.into_iter().chain(server.into_iter().flatten()).collect()
    }
}

impl ProcessCounters {
    fn of(process: u32) -> Result<Self, BoxError> {
        let io = fs::read_to_string(format!("/proc/{process}/io"))?;
        let mut counters = Self {
            calls: number(&io, "syscr:") + number(&io, "syscw:"),
            written: number(&io, "wchar:"),
            dirtied: number(&io, "write_bytes:"),
            ..Self::default()
        };
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            let folder = thread?.path();
            // A thread may have ended meanwhile.
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
            let cpu_ns = read("schedstat").split(' ').next().and_then(|ns| ns.parse::<u64>().ok());
            counters.cpu_ns += cpu_ns.unwrap_or_default();
            counters.waits += number(&read("status"), "voluntary_ctxt_switches:");
        }
        Ok(counters)
    }

    /// Threads that have ended meanwhile take what they did with them.
    fn since(self, before: Self) -> Self {
        Self {
            cpu_ns: self.cpu_ns.saturating_sub(before.cpu_ns),
            waits: self.waits.saturating_sub(before.waits),
            calls: self.calls.saturating_sub(before.calls),
            written: self.written.saturating_sub(before.written),
            dirtied: self.dirtied.saturating_sub(before.dirtied),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn each(self, names: [&'static str; 5], deliveries: u64) -> [(&'static str, f64); 5] {
        let Self { cpu_ns, waits, calls, written, dirtied } = self;
        let counts = [(cpu_ns, 1e3), (waits, 1.0), (calls, 1.0), (written, 1024.0), (dirtied, 1024.0)];
        std::array::from_fn(|place| {
            let (count, unit) = counts[place];
            (names[place], count as f64 / unit / deliveries.max(1) as f64)
        })
    }
}

fn add(one: ProcessCounters, other: ProcessCounters) -> ProcessCounters {
    ProcessCounters {
        cpu_ns: one.cpu_ns + other.cpu_ns,
        waits: one.waits + other.waits,
        calls: one.calls + other.calls,
        written: one.written + other.written,
        dirtied: one.dirtied + other.dirtied,
    }
}

/// The number behind a name, in a file with a name on each line.
fn number(text: &str, name: &str) -> u64 {
    let found = text.lines().find_map(|line| line.strip_prefix(name)).and_then(|rest| rest.trim().parse().ok());
    found.unwrap_or_default()
}

fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|process| process.file_name().to_str()?.parse().ok());
    let is_child = |process: &u32| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        number(&status, "PPid:") == u64::from(parent)
    };
    numbers.filter(is_child).collect()
}
