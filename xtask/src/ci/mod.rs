//! The checks that are not tests, each a job with a name.

mod advisories;
mod dependencies;
mod jobs;
mod licences;
mod minimal_versions;
mod msrv;
mod package;
mod semver;

pub(crate) use self::jobs::{describe, run};
