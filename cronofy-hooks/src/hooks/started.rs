//! [`Started`]: hooks whose set-up was checked.

use std::sync::Arc;

#[cfg(feature = "inbox")]
use super::inbox_choice::Behind;
use super::router::router;
#[cfg(feature = "inbox")]
use super::start_error::Misconfigured;
use super::start_error::StartError;
#[cfg(feature = "inbox")]
use crate::clock::Clock;
#[cfg(feature = "inbox")]
use crate::dispatch::Dispatch;
use crate::http::{HooksService, Receiver};
#[cfg(feature = "inbox")]
use crate::inbox::{Worker, WorkerLife};
#[cfg(feature = "inbox")]
use crate::inbox::{health::Health, ingest::Ingest};

/// Hooks whose set-up was checked.
pub(super) struct Started {
    pub(super) receiver: Receiver,
    /// The handlers that take parameters of the path.
    pub(super) take_path_parameters: Vec<&'static str>,
    #[cfg(feature = "inbox")]
    pub(super) behind: Option<Behind>,
    /// Of the worker that belongs to the router.
    #[cfg(feature = "inbox")]
    pub(super) life: WorkerLife,
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
        if let Some(path) = self.behind.and_then(|behind| behind.health) {
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
    /// Starts the worker that ends with the router, unless there is no inbox or another process handles.
    pub(super) fn with_worker(mut self) -> Result<Self, StartError> {
        if let Some(behind) = self.behind.as_ref().filter(|behind| behind.handles) {
            let worker = behind.worker(&self.receiver.dispatch, &self.receiver.clock)?;
            self.receiver.worker = Some(worker.spawn_watched(&self.life));
        }
        Ok(self)
    }

    fn health(&self) -> Result<Option<(String, Health)>, StartError> {
        let Some(Behind { inbox, health: Some(path), .. }) = &self.behind else { return Ok(None) };
        if !path.starts_with('/') {
            return Err(StartError(Misconfigured::PathWithoutSlash(path.clone())));
        }
        let write_health = self.receiver.ingest.as_ref().map(Ingest::write_health).unwrap_or_default();
        let health = Health::new(Arc::clone(inbox), write_health, Arc::clone(&self.receiver.clock), self.life.clone());
        Ok(Some((path.clone(), health)))
    }
}

#[cfg(feature = "inbox")]
impl Behind {
    pub(super) fn worker(&self, dispatch: &Arc<Dispatch>, clock: &Clock) -> Result<Worker, StartError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(StartError(Misconfigured::NoRuntime));
        }
        Ok(Worker::new(Arc::clone(dispatch), Arc::clone(&self.inbox), self.worker.clone(), Arc::clone(clock)))
    }
}
