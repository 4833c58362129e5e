//! Cursors: up to where the events of an account were read.

mod cursor_move;
mod memory;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
mod store;

pub(crate) use self::cursor_move::CursorMove;
pub use self::memory::MemoryCursors;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::sql::CursorConnection;
#[cfg(feature = "postgres")]
pub use self::sql::PostgresCursors;
#[cfg(feature = "sqlite")]
pub use self::sql::SqliteCursors;
pub(crate) use self::store::AnyCursorStore;
pub use self::store::{Cursor, CursorStore};
