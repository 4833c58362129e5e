//! The way of a verified delivery into the inbox.

mod accept;
mod job_plan;
mod repeat_key;
mod write_health;

pub(crate) use self::accept::{Ingest, Storing};
pub(crate) use self::write_health::WriteHealth;
