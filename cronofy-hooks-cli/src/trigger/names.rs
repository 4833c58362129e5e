//! From what somebody writes to a sample.

use std::collections::BTreeMap;

use cronofy_hooks::testing::{Sample, samples};

use crate::failure::Failure;
use crate::suggest::{did_you_mean, nearest};

/// Of several samples of one route: what the documentation shows, what really came, what is whole.
const PREFERRED: [&str; 4] = ["documented", "captured", "full", "minimal"];

/// The sample for a name: its own, or a plain one such as `change` or
/// `conferencing_failing:profile_missing`.
pub(super) fn find(written: &str) -> Result<&'static Sample, Failure> {
    let own = samples().iter().find(|sample| sample.name == written);
    own.or_else(|| plain(written)).ok_or_else(|| unknown(written))
}

/// Every plain name, with its samples; the preferred one first.
pub(super) fn plain_names() -> BTreeMap<String, Vec<&'static Sample>> {
    let mut names: BTreeMap<String, Vec<&'static Sample>> = BTreeMap::new();
    for sample in samples() {
        let (name, subtype) = (sample.route.name(), sample.route.subtype());
        names.entry(name.to_owned()).or_default().push(sample);
        if let Some(subtype) = subtype {
            names.entry(format!("{name}:{subtype}")).or_default().push(sample);
        }
    }
    for samples in names.values_mut() {
        // Pages have a year in their names: the newest is the last.
        samples.sort_by_key(|sample| (rank(sample), std::cmp::Reverse(sample.name)));
    }
    names
}

fn plain(written: &str) -> Option<&'static Sample> {
    plain_names().get(written)?.first().copied()
}

fn rank(sample: &Sample) -> usize {
    if sample.page.is_some() {
        return 0;
    }
    let case = sample.name.rsplit('/').next().unwrap_or_default();
    let preferred = PREFERRED.iter().position(|preferred| *preferred == case);
    preferred.map_or(PREFERRED.len() + 1, |place| place + 1)
}

fn unknown(written: &str) -> Failure {
    let plain = plain_names();
    let names = plain.keys().map(String::as_str).chain(samples().iter().map(|sample| sample.name));
    let hint = did_you_mean(&nearest(written, names));
    Failure::nothing(format_args!(
        "there is no notification `{written}`{hint} `trigger --list` lists them",
        hint = if hint.is_empty() { ";" } else { &hint }
    ))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn plain_names_find_what_the_documentation_shows() {
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
