//! [`VictimSettings`]: the settings of a victim.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::SharedClock;
use crate::delivery::DeliveryMix;

/// The settings of a victim.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VictimSettings {
    /// Where it keeps deliveries.
    pub store: StoreLocation,
    /// Which start of which victim this is.
    pub process: u32,
    /// Where its handlers note what they do.
    pub journal: PathBuf,
    /// The clock of its hooks.
    pub clock: SharedClock,
    /// What is sent to it.
    pub mix: DeliveryMix,
    /// The duration of its leases.
    pub lease: Duration,
    /// Whether it handles what it accepts.
    pub works: bool,
    /// Whether its handlers check, in the database, that no other process runs the same job.
    pub exclusive: bool,
    /// The least time that a handler takes.
    pub pause: Duration,
    /// The delivery whose handler aborts the process.
    pub aborts: Option<u64>,
}

/// Where deliveries are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum StoreLocation {
    /// In a file.
    Sqlite(PathBuf),
    /// In a database.
    Postgres(String),
    /// In a file, by an inbox that does not wait for the disk: to see that the tests notice.
    Careless(PathBuf),
}
