//! The tokens of accounts: what they are, where the application keeps them, and how they are refreshed.

mod account_tokens;
mod memory;
mod refresh;
mod store;

pub use self::account_tokens::AccountTokens;
pub use self::memory::MemoryTokenStore;
pub(crate) use self::refresh::AccountTokenState;
pub(crate) use self::store::AnyTokenStore;
pub use self::store::TokenStore;
