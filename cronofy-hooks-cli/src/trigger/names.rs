//! The names of samples: finds one, and lists all.

use std::collections::BTreeMap;
use std::io;

use cronofy_hooks_contract::{Sample, samples};
use serde_json::json;

use crate::text::did_you_mean;
use crate::{CommandError, Io};

/// The sample with a name: its full name, or a short one such as `change` or
/// `conferencing_failing:profile_missing`.
pub(super) fn find(written: &str) -> Result<&'static Sample, CommandError> {
    let full = samples().iter().find(|sample| sample.name == written);
    full.or_else(|| short_names().get(written)?.first().copied()).ok_or_else(|| unknown(written))
}

/// Every short name with its samples, the preferred one first.
fn short_names() -> BTreeMap<String, Vec<&'static Sample>> {
    let mut names: BTreeMap<String, Vec<&'static Sample>> = BTreeMap::new();
    for sample in samples() {
        let (name, subtype) = (sample.route.name(), sample.route.subtype());
        names.entry(name.to_owned()).or_default().push(sample);
        if let Some(subtype) = subtype {
            names.entry(format!("{name}:{subtype}")).or_default().push(sample);
        }
    }
    for samples in names.values_mut() {
        samples.sort_by_key(|sample| sample.rank());
    }
    names
}

fn unknown(written: &str) -> CommandError {
    let short = short_names();
    let names = short.keys().map(String::as_str).chain(samples().iter().map(|sample| sample.name));
    let hint = did_you_mean(written, names, ";");
    CommandError::nothing_matched(format_args!(
        "there is no notification `{written}`{hint} `trigger --list` lists them"
    ))
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

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn short_names_find_the_documented_sample() {
        for (written, expected) in [
            ("change", "push-notifications/change"),
            ("push-notifications/change", "push-notifications/change"),
            ("event_start", "event-triggers/event_start"),
            ("event_end", "transition/event_end/documented"),
            ("verification", "notification/verification/captured"),
            ("conferencing_failing", "conferencing-subscriptions-2026/conferencing_failing"),
            ("conferencing_failing:missing_meeting_url", "interaction/conferencing_failing/missing_meeting_url"),
            ("meeting_agent_failed:join_timeout", "interaction/meeting_agent_failed/join_timeout"),
            ("smart_invite", "notification/smart_invite/full"),
        ] {
            assert_eq!(find(written).expect("it is there").name, expected, "{written}");
        }
    }
}
