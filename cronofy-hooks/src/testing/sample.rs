//! The samples of the schemas.

use std::fmt;

use super::generated::SAMPLES;
use crate::route::Route;

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
    /// What it tells.
    pub route: Route,
    /// The head of the request as the page shows it, or `""`.
    pub(crate) head: &'static str,
    /// The body.
    pub body: &'static str,
}

impl Sample {
    /// A header that the page shows.
    pub(crate) fn header(&self, wanted: &str) -> Option<&'static str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.next().map(|(_, value)| value.trim())
    }
}

/// All samples: first those of the documentation's pages, then this project's own.
#[must_use]
pub fn samples() -> &'static [Sample] {
    SAMPLES
}

/// There is no sample of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSample(pub(super) String);

impl fmt::Display for UnknownSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no sample {:?}; there are", self.0)?;
        for sample in samples() {
            write!(f, " {}", sample.name)?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownSample {}
