//! The checks. Each file says what it checks in the order of the table.

mod dead;
mod durable;
mod effects;
mod failing;
mod forget;
mod jobs;
mod join;
mod lease;
mod lease_update;
mod list;
mod order;
mod prune;
mod repeated;
mod replay;
mod table;
mod wait;

pub(super) use self::table::CHECKS;
