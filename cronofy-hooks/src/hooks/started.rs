//! [`Started`]: hooks whose set-up was checked.

use std::sync::Arc;

#[cfg(feature = "inbox")]
use super::inbox::Behind;
use super::router::router;
#[cfg(feature = "inbox")]
use super::start_error::Misconfigured;
use super::start_error::StartError;
use crate::http::{HooksService, Receiver};
#[cfg(feature = "inbox")]
use crate::inbox::{Inbox, Life, Worker};
#[cfg(feature = "inbox")]
use crate::inbox::{health::Health, intake::Intake};

/// Hooks whose set-up was checked.
pub(super) struct Started {
    pub(super) receiver: Receiver,
    /// The handlers that take parameters of the path.
    pub(super) take_path_parameters: Vec<&'static str>,
    #[cfg(feature = "inbox")]
    pub(super) behind: Behind,
    /// Of the worker that belongs to the router.
    #[cfg(feature = "inbox")]
    pub(super) life: Life,
}

impl Started {
    pub(super) fn into_router(self, paths: Vec<String>) -> Result<axum::Router, StartError> {
        if !paths.iter().any(|path| has_parameter(path)) {
            for handler in &self.take_path_parameters {
                tracing::warn!(
                    handler,
                    "the handler takes a `Path`, and no path of the router has a parameter; add one, as in \
                     `.path(\"/channel/{{user_id}}\")`, or take `Option<Path<...>>`. Where the router is nested under a \
                     prefix with a parameter, that one is taken, and nothing is wrong"
                );
            }
        }
        #[cfg(feature = "inbox")]
        let health = self.health()?;
        let router = router(&Arc::new(self.receiver), paths)?;
        #[cfg(feature = "inbox")]
        if let Some((path, health)) = health {
            return Ok(router.route(&path, axum::routing::get(move || health.clone().answer())));
        }
        Ok(router)
    }

    pub(super) fn into_service(self) -> Result<HooksService, StartError> {
        #[cfg(feature = "inbox")]
        if let Some(path) = self.behind.health {
            return Err(StartError(Misconfigured::HealthOfService(path)));
        }
        for handler in &self.take_path_parameters {
            tracing::warn!(
                handler,
                "the handler takes a `Path`, and a service has no path of its own; route to it with axum's router, under \
                 a path with a parameter such as `/channel/{{user_id}}`, or take `Option<Path<...>>`. Where it is called \
                 like that, nothing is wrong"
            );
        }
        Ok(HooksService::new(Arc::new(self.receiver)))
    }
}

/// Whether a path in axum's syntax has a parameter; `{{` is a brace.
fn has_parameter(path: &str) -> bool {
    path.replace("{{", "").contains('{')
}

#[cfg(feature = "inbox")]
impl Started {
    fn inbox(&self) -> Result<Arc<dyn Inbox>, StartError> {
        self.behind.inbox.clone().ok_or(StartError(Misconfigured::NoInbox))
    }

    pub(super) fn worker(&self) -> Result<Worker, StartError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(StartError(Misconfigured::NoRuntime));
        }
        let Receiver { dispatch, clock, .. } = &self.receiver;
        Ok(Worker::new(
            Arc::clone(dispatch),
            self.inbox()?,
            self.behind.worker.clone().unwrap_or_default(),
            Arc::clone(clock),
        ))
    }

    /// Starts the worker that belongs to an inbox, unless another process has it.
    pub(super) fn with_worker_inside(mut self) -> Result<Self, StartError> {
        if self.behind.inbox.is_some() && !self.behind.elsewhere {
            self.receiver.worker = Some(self.worker()?.spawn_watched(&self.life));
        }
        Ok(self)
    }

    fn health(&self) -> Result<Option<(String, Health)>, StartError> {
        let Some(path) = self.behind.health.clone() else { return Ok(None) };
        if !path.starts_with('/') {
            return Err(StartError(Misconfigured::PathWithoutSlash(path)));
        }
        let inbox = self.inbox()?;
        let pulse = self.receiver.intake.as_ref().map(Intake::pulse).unwrap_or_default();
        Ok(Some((path, Health::new(inbox, pulse, Arc::clone(&self.receiver.clock), self.life.clone()))))
    }
}
