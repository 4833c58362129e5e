//! [`TokenStore`]: where an application keeps the tokens of its accounts.

use std::pin::Pin;

use super::account_tokens::AccountTokens;
use crate::error::StoreError;

/// Where an application keeps the tokens of its accounts: a table of its database, usually.
///
/// The client loads the tokens of an account when it first needs them, and saves those of each refresh. Several
/// processes may share a store: a client whose token is refused looks there first, because another process may
/// have refreshed it.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
///
/// use cronofy_hooks_client::{AccountTokens, StoreError, TokenStore};
///
/// struct Table(Mutex<HashMap<String, AccountTokens>>);
///
/// impl TokenStore for Table {
///     async fn load(&self, account_id: &str) -> Result<Option<AccountTokens>, StoreError> {
///         Ok(self.0.lock().map_err(|_| "poisoned")?.get(account_id).cloned())
///     }
///
///     async fn save(&self, account_id: &str, tokens: &AccountTokens) -> Result<(), StoreError> {
///         self.0.lock().map_err(|_| "poisoned")?.insert(account_id.to_owned(), tokens.clone());
///         Ok(())
///     }
///
///     async fn remove(&self, account_id: &str) -> Result<(), StoreError> {
///         self.0.lock().map_err(|_| "poisoned")?.remove(account_id);
///         Ok(())
///     }
/// }
/// ```
pub trait TokenStore: Send + Sync + 'static {
    /// The tokens of an account; `None` if it is not known.
    ///
    /// # Errors
    /// When the store fails.
    fn load(&self, account_id: &str) -> impl Future<Output = Result<Option<AccountTokens>, StoreError>> + Send;

    /// Keeps the tokens of an account, in place of those before. They have to be durable when it returns.
    ///
    /// # Errors
    /// When the store fails. The client goes on with the tokens, logs the error, and saves them before the next
    /// call again.
    fn save(&self, account_id: &str, tokens: &AccountTokens) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets an account.
    ///
    /// # Errors
    /// When the store fails.
    fn remove(&self, account_id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A [`TokenStore`] behind a pointer, so that clients have no parameter for it.
pub(crate) trait AnyTokenStore: Send + Sync + 'static {
    fn load<'a>(&'a self, account_id: &'a str) -> StoreFuture<'a, Option<AccountTokens>>;
    fn save<'a>(&'a self, account_id: &'a str, tokens: &'a AccountTokens) -> StoreFuture<'a, ()>;
    fn remove<'a>(&'a self, account_id: &'a str) -> StoreFuture<'a, ()>;
}

impl<S: TokenStore> AnyTokenStore for S {
    fn load<'a>(&'a self, account_id: &'a str) -> StoreFuture<'a, Option<AccountTokens>> {
        Box::pin(TokenStore::load(self, account_id))
    }

    fn save<'a>(&'a self, account_id: &'a str, tokens: &'a AccountTokens) -> StoreFuture<'a, ()> {
        Box::pin(TokenStore::save(self, account_id, tokens))
    }

    fn remove<'a>(&'a self, account_id: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(TokenStore::remove(self, account_id))
    }
}
