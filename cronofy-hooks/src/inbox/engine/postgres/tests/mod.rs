//! Tests of this engine alone, on a real server. The checks of cronofy-hooks-conformance are for every engine.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accept;
mod common;
mod open;
mod outage;
mod plans;
mod queue_lock;
mod several;
mod transaction;
mod versions;
