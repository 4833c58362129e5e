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
use super::measure::age;
use crate::chain::Chain;
use crate::hooks::Clock;

/// Whoever asks does not wait for long either.
const LIMIT: Duration = Duration::from_secs(2);

/// Answers whether deliveries can be stored, and what waits.
#[derive(Clone)]
pub(crate) struct Health {
    inbox: Arc<dyn Inbox>,
    clock: Clock,
}

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Report {
    Ok { waiting: u64, running: u64, dead: u64, oldest_age_seconds: Option<f64> },
    Unavailable,
}

impl Health {
    pub(crate) fn new(inbox: Arc<dyn Inbox>, clock: Clock) -> Self {
        Self { inbox, clock }
    }

    pub(crate) async fn answer(self) -> Response {
        let report = match timeout(LIMIT, self.inbox.statistics()).await {
            Ok(Ok(statistics)) => Report::Ok {
                waiting: statistics.waiting,
                running: statistics.running,
                dead: statistics.dead,
                oldest_age_seconds: statistics.oldest.map(|oldest| age(oldest, (self.clock)())),
            },
            Ok(Err(error)) => {
                tracing::warn!(error = %Chain(&error), "the inbox is not healthy");
                Report::Unavailable
            }
            Err(_) => {
                tracing::warn!("the inbox is not healthy: it does not answer within {} seconds", LIMIT.as_secs());
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
}
