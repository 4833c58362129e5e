//! The tokens of accounts: what they are, where the application keeps them, and how they are refreshed.

mod account_tokens;
mod memory;
mod refresh;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite_file;
mod store;

pub use self::account_tokens::AccountTokens;
pub use self::memory::MemoryTokenStore;
pub(crate) use self::refresh::AccountTokenState;
#[cfg(feature = "postgres")]
pub use self::sql::PostgresTokenStore;
#[cfg(feature = "sqlite")]
pub use self::sql::SqliteTokenStore;
pub(crate) use self::store::AnyTokenStore;
pub use self::store::TokenStore;
