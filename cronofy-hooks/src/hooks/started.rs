//! [`Started`]: hooks whose set-up was checked, and the router of them.

#[cfg(feature = "inbox")]
use std::sync::Arc;

use axum::Router;

#[cfg(feature = "inbox")]
use super::inbox_choice::Behind;
use super::start_error::StartError;
use crate::http::{HooksService, Receiver};
#[cfg(feature = "inbox")]
use crate::{
    clock::Clock,
    dispatch::Dispatch,
    inbox::{Worker, WorkerLife, health::Health, ingest::Ingest},
};

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
    /// Serves the hooks at each path, or at `/` if none was given.
    pub(super) fn into_router(self, mut paths: Vec<String>) -> Result<Router, StartError> {
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
        if paths.is_empty() {
            paths.push("/".to_owned());
        }
        #[cfg(feature = "inbox")]
        let health = self.health()?;
        let service = HooksService::new(self.receiver);
        let mut router = Router::new();
        for (index, path) in paths.iter().enumerate() {
            check_path(path, &paths[..index])?;
            router = router.route_service(path, service.clone());
        }
        #[cfg(feature = "inbox")]
        if let Some((path, health)) = health {
            router = router.route(&path, axum::routing::get(move || health.clone().answer()));
        }
        Ok(router)
    }

    pub(super) fn into_service(self) -> Result<HooksService, StartError> {
        #[cfg(feature = "inbox")]
        if let Some(path) = self.behind.and_then(|behind| behind.health) {
            return Err(StartError::new(format!(
                "the service answers no `GET`, so `.health({path:?})` has no effect; use `into_router`, or remove it"
            )));
        }
        for handler in &self.take_path_parameters {
            tracing::warn!(
                handler,
                "the handler takes a `Path`, and a service has no path of its own; route to it with axum's router, under \
                 a path with a parameter such as `/channel/{{user_id}}`, or take `Option<Path<...>>`. Where it is called \
                 like that, nothing is wrong"
            );
        }
        Ok(HooksService::new(self.receiver))
    }
}

/// Refuses a path on which axum's router panics, or that nothing would ever match.
fn check_path(path: &str, earlier: &[String]) -> Result<(), StartError> {
    check_slash(path)?;
    if earlier.iter().any(|earlier| earlier == path) {
        return Err(StartError::new(format!("the path {path:?} is given twice; remove one")));
    }
    if path.split('/').any(|segment| segment.starts_with([':', '*'])) {
        return Err(StartError::new(format!(
            "the path {path:?} names a parameter with `:` or `*`; write `{{user_id}}` or `{{*rest}}`"
        )));
    }
    Ok(())
}

fn check_slash(path: &str) -> Result<(), StartError> {
    if path.starts_with('/') {
        return Ok(());
    }
    Err(StartError::new(format!("the path {path:?} does not begin with `/`; write {:?}", format!("/{path}"))))
}

/// Whether a path in axum's syntax has a parameter; `{{` is a brace.
fn has_parameter(path: &str) -> bool {
    path.replace("{{", "").contains('{')
}

#[cfg(feature = "inbox")]
impl Started {
    /// Starts the worker that ends with the router, unless there is no inbox or another process `handles`.
    pub(super) fn with_worker(mut self, handles: bool) -> Result<Self, StartError> {
        if let Some(behind) = self.behind.as_ref().filter(|_| handles) {
            let worker = behind.worker(&self.receiver.dispatch, &self.receiver.clock)?;
            self.receiver.worker = Some(worker.spawn_watched(&self.life));
        }
        Ok(self)
    }

    fn health(&self) -> Result<Option<(String, Health)>, StartError> {
        let Some(Behind { inbox, health: Some(path), .. }) = &self.behind else { return Ok(None) };
        check_slash(path)?;
        let write_health = self.receiver.ingest.as_ref().map(Ingest::write_health).unwrap_or_default();
        let (inbox, clock, worker) = (Arc::clone(inbox), Arc::clone(&self.receiver.clock), self.life.clone());
        Ok(Some((path.clone(), Health { inbox, write_health, clock, worker })))
    }
}

#[cfg(feature = "inbox")]
impl Behind {
    pub(super) fn worker(&self, dispatch: &Arc<Dispatch>, clock: &Clock) -> Result<Worker, StartError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(StartError::new(
                "a worker needs a Tokio runtime; call this inside of one, such as in `#[tokio::main]`",
            ));
        }
        Ok(Worker::new(Arc::clone(dispatch), Arc::clone(&self.inbox), self.worker.clone(), Arc::clone(clock)))
    }
}
