//! [`MemoryTokenStore`]: a store for tests and for programs that log in anew each time.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::account_tokens::AccountTokens;
use super::store::TokenStore;
use crate::error::StoreError;

/// Keeps tokens in memory: they are lost when the program ends. Clones share them. `MemoryTokenStore::default()` is an
/// empty one; [`save`](TokenStore::save) adds the tokens of an account.
#[derive(Clone, Default)]
pub struct MemoryTokenStore(Arc<Mutex<HashMap<String, AccountTokens>>>);

impl MemoryTokenStore {
    /// A store with the tokens of one account. [`TokenStore::save`] adds those of others:
    ///
    /// ```
    /// use cronofy_hooks_client::{AccountTokens, MemoryTokenStore, StoreError, TokenStore as _};
    ///
    /// # async fn two(ada: AccountTokens, bob: AccountTokens) -> Result<(), StoreError> {
    /// let store = MemoryTokenStore::with("acc_000000000000000000000001", ada);
    /// store.save("acc_000000000000000000000002", &bob).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(account_id: impl Into<String>, tokens: AccountTokens) -> Self {
        Self(Arc::new(Mutex::new(HashMap::from([(account_id.into(), tokens)]))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, AccountTokens>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryTokenStore {
    async fn load(&self, account_id: &str) -> Result<Option<AccountTokens>, StoreError> {
        Ok(self.lock().get(account_id).cloned())
    }

    async fn save(&self, account_id: &str, tokens: &AccountTokens) -> Result<(), StoreError> {
        self.lock().insert(account_id.to_owned(), tokens.clone());
        Ok(())
    }

    async fn remove(&self, account_id: &str) -> Result<(), StoreError> {
        self.lock().remove(account_id);
        Ok(())
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryTokenStore({} accounts)", self.lock().len())
    }
}
