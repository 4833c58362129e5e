//! [`Memory`]: how much of the machine's memory a process takes.

use std::fs;

/// The resident memory of a process over time, in KiB.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    samples: Vec<u64>,
}

impl Memory {
    /// Records the memory of a process; nothing if the system does not report it.
    pub(crate) fn sample(&mut self, process: u32) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        self.samples.extend(resident.and_then(|text| text.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()));
    }

    /// The mean of a tenth of the samples, in MiB: at the beginning, at the end, and the largest sample.
    ///
    /// The first tenth does not count: caches fill, and the allocator grows to what it will need.
    pub(crate) fn figures(&self) -> Option<[f64; 3]> {
        let tenth = self.samples.len() / 10;
        let warm = self.samples.get(tenth..).filter(|warm| tenth > 0 && warm.len() > tenth)?;
        let mean = |samples: &[u64]| samples.iter().sum::<u64>() as f64 / samples.len() as f64 / 1024.0;
        let peak = *self.samples.iter().max()? as f64 / 1024.0;
        Some([mean(&warm[..tenth]), mean(&warm[warm.len() - tenth..]), peak])
    }
}
