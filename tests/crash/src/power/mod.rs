//! Power cuts: whether what is acknowledged is on the disk before the answer is on its way.
//!
//! What a process has written survives its death, because the system has it; so kills show nothing
//! of this. Here the order of the system calls is looked at, and the position in its log that a
//! database has brought to the disk.

mod database;
mod file;
mod order;
mod trace;

pub use self::database::{Careful, unflushed};
pub use self::file::{Traced, trace};
