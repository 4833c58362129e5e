//! [`ClientCore`]: what all clones of a client share, and the way of a call: limit, send, retry.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use cronofy_hooks_types::request::SecretString;
use reqwest::Response;
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span};

use crate::answer::ApiAnswer;
use crate::api_call::ApiCall;
use crate::credentials::ApplicationCredentials;
use crate::data_center::BaseUrl;
use crate::environment::Environment;
use crate::error::{ClientError, ClientErrorKind};
use crate::limiter::RateLimiter;
use crate::retry::RetryPolicy;
use crate::token::{AccountTokenState, AnyTokenStore};
use crate::transport::Transport;

/// What all clones of a client share.
pub(crate) struct ClientCore {
    pub(crate) base: BaseUrl,
    pub(crate) credentials: ApplicationCredentials,
    pub(crate) environment: Arc<dyn Environment>,
    pub(crate) limiter: RateLimiter,
    pub(crate) retry: RetryPolicy,
    pub(crate) store: Box<dyn AnyTokenStore>,
    pub(crate) transport: Transport,
    /// The tokens of the accounts that are in use, so that each has one refresh at a time.
    pub(crate) accounts: Mutex<HashMap<String, Weak<AccountTokenState>>>,
}

impl ClientCore {
    /// Calls with a fixed token, or without one.
    pub(crate) async fn call(&self, call: &ApiCall, token: Option<&SecretString>) -> Result<ApiAnswer, ClientError> {
        self.spanned(call, self.repeated(call, token)).await
    }

    /// Calls for an account: its token is refreshed when it expires, and when the service does not know it.
    pub(crate) async fn call_for(
        self: &Arc<Self>,
        account: &Arc<AccountTokenState>,
        call: &ApiCall,
    ) -> Result<ApiAnswer, ClientError> {
        let work = async {
            let token = account.token(self, None).await?;
            match self.repeated(call, Some(&token)).await {
                Err(error) if error.kind() == ClientErrorKind::Unauthorized => {
                    let token = account.token(self, Some(&token)).await?;
                    self.repeated(call, Some(&token)).await
                }
                result => result,
            }
        };
        self.spanned(call, work).await
    }

    /// Begins a download, in a span of its own.
    pub(crate) async fn open(&self, call: &ApiCall) -> Result<Response, ClientError> {
        let work = async {
            let response = self.transport.open(call).await?;
            let status = response.status().as_u16();
            Span::current().record("status", status);
            let refused = || call.error(ClientErrorKind::Status).with_status(status, None);
            if response.status().is_success() { Ok(response) } else { Err(refused()) }
        };
        self.spanned(call, work).await
    }

    /// Sends a call, and sends it again where that can help and changes nothing.
    async fn repeated(&self, call: &ApiCall, token: Option<&SecretString>) -> Result<ApiAnswer, ClientError> {
        let mut attempt = 0;
        // Whether an earlier attempt may have had an effect.
        let mut may_be_done = false;
        loop {
            attempt += 1;
            if call.is_counted {
                let wait = self.limiter.reserve(self.environment.elapsed());
                if !wait.is_zero() {
                    #[cfg(feature = "metrics")]
                    crate::measure::waited(wait);
                    self.environment.sleep(wait).await;
                }
            }
            Span::current().record("attempts", attempt);
            let sent = self.transport.send(call, token).await;
            let error = match sent {
                Err(error) => error,
                Ok(answer) => match answer.error(call) {
                    None => {
                        Span::current().record("status", answer.status);
                        return Ok(answer);
                    }
                    // The first attempt deleted it, and its answer was lost.
                    Some(_) if answer.status == 404 && may_be_done && call.method == "DELETE" => {
                        return Ok(ApiAnswer { status: 202, body: Vec::new(), ..answer });
                    }
                    Some(error) => error,
                },
            };
            let (helps, had_no_effect) = match error.kind() {
                ClientErrorKind::Connect | ClientErrorKind::TooManyRequests => (true, true),
                ClientErrorKind::Connection | ClientErrorKind::Timeout | ClientErrorKind::Server => (true, false),
                _ => (false, false),
            };
            if !helps || !(had_no_effect || call.is_repeatable) {
                return Err(error);
            }
            let wait = self.retry.wait(attempt, error.retry_after(), self.environment.random());
            let Some(wait) = wait else { return Err(error) };
            may_be_done |= !had_no_effect;
            tracing::debug!(attempt, wait_ms = wait.as_millis() as u64, %error, "the call is repeated");
            #[cfg(feature = "metrics")]
            crate::measure::repeated(&error);
            if call.is_counted && error.kind() == ClientErrorKind::TooManyRequests {
                // The limit is that of the application: other calls wait too.
                self.limiter.pause_until(self.environment.elapsed() + wait);
            } else {
                self.environment.sleep(wait).await;
            }
        }
    }

    /// The span of a call: its method, its path without ids, how often it was sent, and how it ended.
    async fn spanned<T>(
        &self,
        call: &ApiCall,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let span = tracing::info_span!(
            "cronofy_call",
            method = call.method,
            path = call.path,
            attempts = Empty,
            status = Empty,
            error = Empty
        );
        #[cfg(feature = "metrics")]
        let start = self.environment.elapsed();
        let work = async {
            let result = work.await;
            if let Err(error) = &result {
                let span = Span::current();
                span.record("error", display(error));
                error.status().map(|status| span.record("status", status));
            }
            #[cfg(feature = "metrics")]
            crate::measure::called(call, result.as_ref().err(), self.environment.elapsed().saturating_sub(start));
            result
        };
        work.instrument(span).await
    }
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, credentials, limiter, retry, .. } = self;
        f.debug_struct("ClientCore")
            .field("base", base)
            .field("credentials", credentials)
            .field("limiter", limiter)
            .field("retry", retry)
            .finish_non_exhaustive()
    }
}
