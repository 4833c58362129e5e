//! [`RecordingStore`]: a token store that counts, and fails when it is asked to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cronofy_hooks_client::{AccountTokens, StoreError, TokenStore};

#[derive(Clone, Debug, Default)]
pub(crate) struct RecordingStore(Arc<Mutex<Recorded>>);

#[derive(Debug, Default)]
struct Recorded {
    tokens: HashMap<String, AccountTokens>,
    loads: usize,
    saves: usize,
    failures: usize,
}

impl RecordingStore {
    pub(crate) fn with(account_id: &str, tokens: AccountTokens) -> Self {
        let store = Self::default();
        store.put(account_id, tokens);
        store
    }

    /// Puts tokens there, as another process does.
    pub(crate) fn put(&self, account_id: &str, tokens: AccountTokens) {
        self.0.lock().unwrap().tokens.insert(account_id.to_owned(), tokens);
    }

    pub(crate) fn get(&self, account_id: &str) -> Option<AccountTokens> {
        self.0.lock().unwrap().tokens.get(account_id).cloned()
    }

    /// Loads and saves so far.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let recorded = self.0.lock().unwrap();
        (recorded.loads, recorded.saves)
    }

    /// The next saves fail.
    pub(crate) fn fail_saves(&self, count: usize) {
        self.0.lock().unwrap().failures = count;
    }
}

impl TokenStore for RecordingStore {
    async fn load(&self, account_id: &str) -> Result<Option<AccountTokens>, StoreError> {
        self.0.lock().unwrap().loads += 1;
        Ok(self.get(account_id))
    }

    async fn save(&self, account_id: &str, tokens: &AccountTokens) -> Result<(), StoreError> {
        let mut recorded = self.0.lock().unwrap();
        recorded.saves += 1;
        if recorded.failures > 0 {
            recorded.failures -= 1;
            return Err("the disk is full".into());
        }
        recorded.tokens.insert(account_id.to_owned(), tokens.clone());
        Ok(())
    }

    async fn remove(&self, account_id: &str) -> Result<(), StoreError> {
        self.0.lock().unwrap().tokens.remove(account_id);
        Ok(())
    }
}
