//! The short names of samples.

use std::collections::BTreeMap;

use super::find::{Sample, samples};

/// Every short name with its samples. [`sample`](super::sample) returns the first of them: the newest example
/// of the documentation, where it has one.
///
/// A short name is that of the notification, interaction, transition or callback, such as `change`; an
/// interaction with a subtype has `conferencing_failing:profile_missing` as well.
#[must_use]
pub fn short_names() -> BTreeMap<String, Vec<&'static Sample>> {
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

#[cfg(test)]
mod tests {
    use super::super::sample;

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
            assert_eq!(sample(written).map(|sample| sample.name), Ok(expected), "{written}");
        }
    }
}
