//! What is particular to this engine, on a real server. What every engine must do is checked
//! elsewhere, with `testing::inbox`.
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
