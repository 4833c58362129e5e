//! [`AccountTokenState`]: the tokens of an account that is in use, and one refresh at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cronofy_hooks_types::request::SecretString;
use jiff::SignedDuration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::{Instrument as _, Span};

use super::account_tokens::AccountTokens;
use crate::core::ClientCore;
use crate::error::{ClientError, ClientErrorKind, StoreError};

/// A token is refreshed this long before it expires, so that it does not expire on its way.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// How long a token that is still good is used without another try, after its early refresh failed.
const PAUSE: Duration = Duration::from_secs(10);

/// The tokens of an account that is in use.
///
/// # Motivation
///
/// The lock is held during a refresh, so all calls that need the new token wait for the one refresh. The refresh
/// itself is a task: a call that is dropped while it waits would otherwise lose an answer that the service sends
/// once. Those that waited for a refresh that failed get its error, and do not each try again.
#[derive(Debug)]
pub(crate) struct AccountTokenState {
    account_id: String,
    held: Arc<Mutex<HeldTokens>>,
    /// How many refreshes have ended.
    ended: AtomicU64,
}

#[derive(Debug, Default)]
struct HeldTokens {
    tokens: Option<AccountTokens>,
    /// The store does not have them yet.
    are_unsaved: bool,
    /// Why the last refresh failed.
    failure: Option<ClientError>,
    /// Before this moment, a token is used up to its end.
    pause_until: Duration,
}

impl AccountTokenState {
    pub(crate) fn new(account_id: String) -> Self {
        Self { account_id, held: Arc::default(), ended: AtomicU64::new(0) }
    }

    pub(crate) fn account_id(&self) -> &str {
        &self.account_id
    }

    /// An access token that is good, and is not the one that the service has just refused.
    pub(crate) async fn token(
        self: &Arc<Self>,
        core: &Arc<ClientCore>,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, ClientError> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut held = Arc::clone(&self.held).lock_owned().await;
        if held.are_unsaved {
            held.save(core, &self.account_id).await;
        }
        if let Some(token) = held.usable(core, refused) {
            return Ok(token);
        }
        if let Some(failure) = held.failure.as_ref().filter(|_| self.ended.load(Ordering::Acquire) > ended) {
            return Err(failure.clone());
        }
        let (state, core, refused) = (Arc::clone(self), Arc::clone(core), refused.cloned());
        let task = async move { state.refreshed(&core, held, refused.as_ref()).await };
        let task = tokio::spawn(task.instrument(Span::current()));
        // The task ends early when the store panics, or the runtime stops.
        task.await.unwrap_or_else(|error| Err(ClientError::new(ClientErrorKind::Store).with_source(error)))
    }

    /// Takes and keeps the tokens of a login. Under the lock: a refresh of those before would overwrite them.
    pub(crate) async fn log_in(&self, core: &ClientCore, tokens: AccountTokens) -> Result<(), ClientError> {
        let mut held = self.held.lock().await;
        core.store.save(&self.account_id, &tokens).await.map_err(of_the_store)?;
        *held = HeldTokens { tokens: Some(tokens), ..HeldTokens::default() };
        Ok(())
    }

    /// Revokes the tokens, and forgets them. Under the lock: a refresh would save new ones.
    pub(crate) async fn log_out(&self, core: &ClientCore) -> Result<(), ClientError> {
        let mut held = self.held.lock().await;
        if !held.are_unsaved {
            held.load(core, &self.account_id).await?;
        }
        let tokens = held.tokens.as_ref().ok_or_else(|| ClientError::new(ClientErrorKind::NoTokens))?;
        core.revoke_tokens(&tokens.refresh_token).await?;
        *held = HeldTokens::default();
        core.store.remove(&self.account_id).await.map_err(of_the_store)
    }

    async fn refreshed(
        &self,
        core: &Arc<ClientCore>,
        mut held: OwnedMutexGuard<HeldTokens>,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, ClientError> {
        let result = held.refresh(core, &self.account_id, refused).await;
        held.failure = result.as_ref().err().cloned();
        self.ended.fetch_add(1, Ordering::Release);
        let Err(error) = result else { return result };
        // An early refresh that failed does no harm as long as the token lasts.
        if error.is_transient() && refused.is_none() {
            held.pause_until = core.environment.elapsed() + PAUSE;
            if let Some(token) = held.usable(core, None) {
                tracing::warn!(%error, "the token was not refreshed before it expires, and is used as it is");
                return Ok(token);
            }
        }
        Err(error)
    }
}

impl HeldTokens {
    fn usable(&self, core: &ClientCore, refused: Option<&SecretString>) -> Option<SecretString> {
        let tokens = self.tokens.as_ref()?;
        let margin = if core.environment.elapsed() < self.pause_until { SignedDuration::ZERO } else { MARGIN };
        let is_good = tokens.expires_at.duration_since(core.environment.now()) > margin;
        (is_good && refused != Some(&tokens.access_token)).then(|| tokens.access_token.clone())
    }

    async fn refresh(
        &mut self,
        core: &Arc<ClientCore>,
        account_id: &str,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, ClientError> {
        if !self.are_unsaved {
            self.load(core, account_id).await?;
        }
        if let Some(token) = self.usable(core, refused) {
            return Ok(token);
        }
        let no_tokens = || ClientError::new(ClientErrorKind::NoTokens);
        let before = self.tokens.clone().ok_or_else(no_tokens)?;
        let answer = match core.refresh_tokens(&before.refresh_token).await {
            // Another process may have used the refresh token between the two.
            Err(error) if error.kind() == ClientErrorKind::InvalidGrant => {
                self.load(core, account_id).await?;
                return self.usable(core, Some(&before.access_token)).ok_or(error);
            }
            answer => answer?,
        };
        let tokens = AccountTokens::from_answer(answer, Some(&before.refresh_token), core.environment.now());
        let tokens = tokens.ok_or_else(no_tokens)?;
        let token = tokens.access_token.clone();
        (self.tokens, self.pause_until) = (Some(tokens), Duration::ZERO);
        self.save(core, account_id).await;
        Ok(token)
    }

    async fn load(&mut self, core: &ClientCore, account_id: &str) -> Result<(), ClientError> {
        self.tokens = core.store.load(account_id).await.map_err(of_the_store)?;
        Ok(())
    }

    /// Saves the tokens; if the store fails, they are saved before the next call.
    async fn save(&mut self, core: &ClientCore, account_id: &str) {
        let Some(tokens) = &self.tokens else { return };
        let saved = core.store.save(account_id, tokens).await;
        self.are_unsaved = saved.is_err();
        if let Err(error) = saved {
            tracing::error!(%error, "the token store did not save new tokens; they are saved before the next call");
        }
    }
}

fn of_the_store(error: StoreError) -> ClientError {
    ClientError::new(ClientErrorKind::Store).with_source(error)
}
