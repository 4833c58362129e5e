//! [`Sample`]: one delivery to try an application with.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use cronofy_hooks_types::route::{Kind, Route};
use serde_json::Value;

use super::generated::SAMPLES;
use crate::suggest::did_you_mean;

/// A body that the documentation shows, or one of this project's own for what it describes only in
/// words.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sample {
    /// `push-notifications/change` for an example of a documentation page,
    /// `interaction/conferencing_failing/profile_missing` for one of this project's own.
    pub name: &'static str,
    /// The documentation page that shows it, where one does.
    pub page: Option<&'static str>,
    /// What it is about.
    pub route: Route,
    /// The head of the request as the page shows it, or `""`.
    pub head: &'static str,
    /// The body.
    pub body: &'static str,
}

/// The cases of samples, those first that stand best for their route.
const CASES: [&str; 4] = ["documented", "captured", "full", "minimal"];

impl Sample {
    /// Orders the samples of a route by how well they stand for it: examples of the documentation come first, those of
    /// the newest page before others.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        let case = self.name.rsplit('/').next().unwrap_or_default();
        let case = CASES.iter().position(|known| *known == case).unwrap_or(CASES.len());
        // The names of pages end with a year.
        (self.page.is_none(), if self.page.is_some() { 0 } else { case }, Reverse(self.name))
    }

    /// The body as it is sent to this URL. In a notification of a channel the service writes the URL of the channel, by
    /// which an application may recognise the account.
    ///
    /// # Errors
    /// When the body is not JSON.
    pub fn body_to(&self, url: &str) -> serde_json::Result<Value> {
        let mut body: Value = serde_json::from_str(self.body)?;
        if let Some(callback_url) = body.pointer_mut("/channel/callback_url") {
            *callback_url = url.into();
        }
        Ok(body)
    }

    /// A header that the page shows.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'static str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The `Cronofy-Notification-ID` of an event trigger: the one that the page shows, or an id like that. `None` for all
    /// others, which have no such header: see [`is_event_trigger`](crate::is_event_trigger).
    #[must_use]
    pub fn notification_id(&self) -> Option<&'static str> {
        let shown = || self.header("Cronofy-Notification-ID").unwrap_or("60c210faf5aa93093b000022");
        (self.route.kind() == Kind::Transition).then(shown)
    }
}

/// All samples: first those of the documentation's pages, then this project's own.
#[must_use]
pub fn samples() -> &'static [Sample] {
    SAMPLES
}

/// Every short name with its samples. [`sample`] returns the first of them: the newest example
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

/// The sample of this name: [`Sample::name`], or a [short name](short_names) such as `change` or
/// `conferencing_failing:profile_missing`, as `cronofy-hooks trigger` takes it.
///
/// ```
/// use cronofy_hooks_contract::sample;
///
/// assert_eq!(sample("change")?.name, "push-notifications/change");
/// let error = sample("chagne").expect_err("it is misspelt");
/// assert!(error.to_string().contains("did you mean `change`"));
/// # Ok::<(), cronofy_hooks_contract::UnknownSample>(())
/// ```
///
/// # Errors
/// When there is no sample of this name. The error names the nearest ones.
pub fn sample(name: &str) -> Result<&'static Sample, UnknownSample> {
    let full = SAMPLES.iter().find(|sample| sample.name == name);
    let short = || short_names().get(name).and_then(|samples| samples.first().copied());
    full.or_else(short).ok_or_else(|| UnknownSample(name.to_owned()))
}

/// There is no sample of this name.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownSample(String);

impl UnknownSample {
    /// ``; did you mean `a` or `b`?`` with the most similar names, short or full; or the other text if no name is
    /// similar.
    #[must_use]
    pub fn did_you_mean(&self, otherwise: &str) -> String {
        let short = short_names();
        let names = short.keys().map(String::as_str).chain(samples().iter().map(|sample| sample.name));
        did_you_mean(&self.0, names, otherwise)
    }
}

impl fmt::Display for UnknownSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = short_names().into_keys().collect::<Vec<_>>().join(", ");
        write!(f, "there is no sample {:?}{}", self.0, self.did_you_mean(&format!("; there are {all}")))
    }
}

/// The same text: it is what a test shows whose `unwrap` or `?` meets it.
impl fmt::Debug for UnknownSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UnknownSample {}

#[cfg(test)]
mod tests {
    use super::sample;

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
            ("smart_invite", "notification/smart_invite/documented"),
        ] {
            assert_eq!(sample(written).map(|sample| sample.name), Ok(expected), "{written}");
        }
    }
}
