//! Power cuts: whether what is acknowledged is on the disk before the answer is on its way.
//!
//! What a process has written survives its death, because the system has it; so kills show nothing
//! of this. These tests check the order of the system calls, and how far a database has brought its
//! log to the disk.

mod database;
mod file;
mod order;
mod trace;

pub use self::database::{Careful, unflushed};
pub use self::file::{Traced, trace};
