//! [`Settings`]: what a victim is told.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::parcel::Mix;

/// What a victim is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// Where it keeps deliveries.
    pub store: Store,
    /// Which start of which victim this is.
    pub process: u32,
    /// Where its handlers note what they do.
    pub journal: PathBuf,
    /// What it takes its time from.
    pub clock: Clock,
    /// What is sent to it.
    pub mix: Mix,
    /// How long its jobs stay with it.
    pub lease: Duration,
    /// Whether it handles what it accepts.
    pub works: bool,
    /// Whether its handlers make sure, in the database, that nobody else runs the same.
    pub exclusive: bool,
    /// What every handler takes at least.
    pub pause: Duration,
    /// The delivery whose handler aborts the process.
    pub aborts: Option<u64>,
}

/// Where deliveries are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Store {
    /// In a file.
    Sqlite(PathBuf),
    /// In a database.
    Postgres(String),
    /// In a file, by an inbox that does not wait for the disk: to see that the tests notice.
    Careless(PathBuf),
}
