//! What the tests across the crates share.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod blocking;
mod chunks;
pub mod cost;
mod costly;
mod everything;
mod example;
mod paused;
mod quickstart;
mod record;
mod schemas;
mod secrets;
mod workspace;

pub use crate::blocking::BlockingApp;
pub use crate::chunks::{Chunks, End};
pub use crate::costly::{CostlyInboxApp, costly};
pub use crate::everything::{everything, router, subtype_handler};
pub use crate::example::example;
pub use crate::paused::Paused;
pub use crate::quickstart::{Quickstart, quickstart};
pub use crate::record::{Log, RecordedRun, Recorder};
pub use crate::schemas::{DELIVERY_KINDS, KINDS, SampleFile, SchemaFailure, SchemaSet};
pub use crate::secrets::{OTHER_SECRET, SECRET, secrets, signed};
pub use crate::workspace::{files, read_json, root};
