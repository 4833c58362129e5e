//! The health path: whether deliveries can be stored, and how many jobs wait.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use tokio::time::timeout;

use super::error::{InboxError, InboxErrorKind};
use super::ingest::WriteHealth;
use super::measure::age;
use super::store::Inbox;
use super::worker::WorkerLife;
use crate::clock::Clock;
use crate::text::Chain;

/// How long the answer may take: health checks have short timeouts.
const LIMIT: Duration = Duration::from_secs(2);

/// Answers whether deliveries can be stored, and how many jobs wait.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) inbox: Arc<dyn Inbox>,
    pub(crate) write_health: Arc<WriteHealth>,
    pub(crate) clock: Clock,
    pub(crate) worker: WorkerLife,
}

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum HealthReport {
    Ok(JobCounts),
    Unavailable { reason: &'static str },
}

/// All `null` when the jobs could not be counted.
#[derive(Default, Serialize)]
struct JobCounts {
    waiting: Option<u64>,
    running: Option<u64>,
    dead: Option<u64>,
    oldest_age_seconds: Option<f64>,
}

impl Health {
    pub(crate) async fn answer(self) -> Response {
        let report = self.report().await;
        let status = match report {
            HealthReport::Ok(_) => StatusCode::OK,
            HealthReport::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        };
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
        // Text and numbers always serialise.
        (status, headers, serde_json::to_vec(&report).unwrap_or_default()).into_response()
    }

    async fn report(&self) -> HealthReport {
        if self.worker.ended_by_itself() {
            let reason = "the worker has ended by itself, so no job is handled; restart the application";
            tracing::error!(reason, "the inbox is not healthy");
            return HealthReport::Unavailable { reason };
        }
        let counted = self.count().await;
        match (self.write_health.is_healthy(), counted) {
            (Some(false), _) => {
                let reason = "the last delivery could not be stored";
                tracing::warn!(reason, "the inbox is not healthy");
                HealthReport::Unavailable { reason }
            }
            (_, Ok(counts)) => HealthReport::Ok(counts),
            // Handlers may use up the connections of the pool; storing has a connection of its own.
            (Some(true), Err(error)) if error.kind() == InboxErrorKind::Unavailable => {
                tracing::warn!(error = %Chain(&error), "the jobs of the inbox could not be counted");
                HealthReport::Ok(JobCounts::default())
            }
            (_, Err(error)) => {
                // Only logged: the error may have details that a caller of the health path should not see.
                tracing::warn!(error = %Chain(&error), "the inbox is not healthy");
                HealthReport::Unavailable { reason: "the store cannot be read" }
            }
        }
    }

    async fn count(&self) -> Result<JobCounts, InboxError> {
        let statistics = timeout(LIMIT, self.inbox.statistics()).await.map_err(|_| {
            let message = format!("it does not answer within {} seconds", LIMIT.as_secs());
            InboxError::new(InboxErrorKind::Unavailable, message)
        })??;
        Ok(JobCounts {
            waiting: Some(statistics.waiting),
            running: Some(statistics.running),
            dead: Some(statistics.dead),
            oldest_age_seconds: statistics.oldest.map(|oldest| age(oldest, (self.clock)())),
        })
    }
}
