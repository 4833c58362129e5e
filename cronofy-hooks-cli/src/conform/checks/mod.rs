//! The checks, in groups.

mod body_bytes;
mod connections;
mod list;
mod novelty;
mod occurrences;
mod setup;
mod signature;
mod size;
mod timing;

pub(super) use self::list::{CheckGroup, GROUPS};
