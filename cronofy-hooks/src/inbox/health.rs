//! Whether deliveries can be stored, and what waits.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use tokio::time::timeout;

use super::engine::Inbox;
use super::error::{InboxError, InboxErrorKind};
use super::measure::age;
use super::pulse::Pulse;
use crate::chain::Chain;
use crate::hooks::Clock;

/// Whoever asks does not wait for long either.
const LIMIT: Duration = Duration::from_secs(2);

/// Answers whether deliveries can be stored, and what waits.
#[derive(Clone)]
pub(crate) struct Health {
    inbox: Arc<dyn Inbox>,
    pulse: Arc<Pulse>,
    clock: Clock,
}

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Report {
    Ok(Counts),
    Unavailable,
}

/// What waits; nothing of it where it could not be counted.
#[derive(Default, Serialize)]
struct Counts {
    waiting: Option<u64>,
    running: Option<u64>,
    dead: Option<u64>,
    oldest_age_seconds: Option<f64>,
}

impl Health {
    pub(crate) fn new(inbox: Arc<dyn Inbox>, pulse: Arc<Pulse>, clock: Clock) -> Self {
        Self { inbox, pulse, clock }
    }

    pub(crate) async fn answer(self) -> Response {
        let counted = self.count().await;
        let report = match (self.pulse.is_well(), counted) {
            (Some(false), _) => {
                tracing::warn!("the inbox is not healthy: the last delivery could not be stored");
                Report::Unavailable
            }
            (_, Ok(counts)) => Report::Ok(counts),
            // Handlers may use up the connections that counting needs, where storing has its own.
            (Some(true), Err(error)) if error.kind() == InboxErrorKind::Unavailable => {
                tracing::warn!(error = %Chain(&error), "what the inbox holds could not be counted");
                Report::Ok(Counts::default())
            }
            (_, Err(error)) => {
                tracing::warn!(error = %Chain(&error), "the inbox is not healthy");
                Report::Unavailable
            }
        };
        // Text and numbers always serialise.
        let mut response = Response::new(Body::from(serde_json::to_vec(&report).unwrap_or_default()));
        if matches!(report, Report::Unavailable) {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
    async fn count(&self) -> Result<Counts, InboxError> {
        let statistics = timeout(LIMIT, self.inbox.statistics()).await.map_err(|_| {
            let message = format!("it does not answer within {} seconds", LIMIT.as_secs());
            InboxError::new(InboxErrorKind::Unavailable, message)
        })??;
        Ok(Counts {
            waiting: Some(statistics.waiting),
            running: Some(statistics.running),
            dead: Some(statistics.dead),
            oldest_age_seconds: statistics.oldest.map(|oldest| age(oldest, (self.clock)())),
        })
    }
}
