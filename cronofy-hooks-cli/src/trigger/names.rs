//! The names of samples: finds one, and lists all.

use std::io;

use cronofy_hooks_contract::{Sample, sample, short_names};
use serde_json::json;

use crate::{CommandError, Io};

/// The sample with a name: its full name, or a short one such as `change` or
/// `conferencing_failing:profile_missing`.
pub(super) fn find(written: &str) -> Result<&'static Sample, CommandError> {
    sample(written).map_err(|unknown| {
        let hint = unknown.did_you_mean(";");
        CommandError::nothing_matched(format_args!(
            "there is no notification `{written}`{hint} `trigger --list` lists them"
        ))
    })
}

/// `trigger --list`.
pub(super) fn list(as_json: bool, io: &mut Io<'_>) -> io::Result<()> {
    for (name, samples) in short_names() {
        let samples: Vec<_> = samples.iter().map(|sample| sample.name).collect();
        if as_json {
            io.json(&json!({ "name": name, "samples": samples }))?;
            continue;
        }
        io.line(&name)?;
        // The interaction lists the samples of its subtypes as well.
        if !name.contains(':') {
            samples.iter().try_for_each(|sample| io.line(format_args!("  {sample}")))?;
        }
    }
    Ok(())
}
