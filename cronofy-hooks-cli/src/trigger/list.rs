//! `trigger --list`.

use std::io;

use serde::Serialize;

use super::names::plain_names;
use crate::io::Io;

/// A plain name, and what it can be made from.
#[derive(Serialize)]
struct Listed<'n> {
    name: &'n str,
    samples: Vec<&'static str>,
}

pub(super) fn list(json: bool, io: &mut Io<'_>) -> io::Result<()> {
    for (name, samples) in &plain_names() {
        let samples: Vec<_> = samples.iter().map(|sample| sample.name).collect();
        if json {
            io.json(&Listed { name, samples })?;
            continue;
        }
        io.line(name)?;
        // Subtypes have none of their own that their interaction has not.
        if !name.contains(':') {
            samples.iter().try_for_each(|sample| io.line(format_args!("  {sample}")))?;
        }
    }
    Ok(())
}
