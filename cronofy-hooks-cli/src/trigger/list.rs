//! `trigger --list`.

use std::io;

use cronofy_hooks_contract::short_names;
use serde::Serialize;

use crate::io::Io;

/// A short name, and its samples.
#[derive(Serialize)]
struct NameJson<'n> {
    name: &'n str,
    samples: Vec<&'static str>,
}

pub(super) fn list(json: bool, io: &mut Io<'_>) -> io::Result<()> {
    for (name, samples) in &short_names() {
        let samples: Vec<_> = samples.iter().map(|sample| sample.name).collect();
        if json {
            io.json(&NameJson { name, samples })?;
            continue;
        }
        io.line(name)?;
        // The interaction lists the samples of its subtypes as well.
        if !name.contains(':') {
            samples.iter().try_for_each(|sample| io.line(format_args!("  {sample}")))?;
        }
    }
    Ok(())
}
