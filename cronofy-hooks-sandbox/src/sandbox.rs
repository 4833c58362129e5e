//! [`Sandbox`]: what a test, the command line and the console hold.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use crate::clock::ClockMode;
use crate::drive::{advance, drive};
use crate::error::SandboxError;
use crate::fault::FaultRule;
use crate::shared::Shared;
use crate::store::{self, Store};
use crate::world::World;
use crate::world::application::Application;

/// How a sandbox begins.
#[derive(Debug)]
pub struct SandboxBuilder {
    application: Application,
    now: Timestamp,
    clock: ClockMode,
    seed: u64,
    faults: Vec<FaultRule>,
    state_file: Option<PathBuf>,
    rate_limit: bool,
    page_size: usize,
}

impl SandboxBuilder {
    /// The client id of the application; `sandbox` unless set.
    #[must_use]
    pub fn client_id(self, client_id: impl Into<String>) -> Self {
        Self { application: Application { client_id: client_id.into(), ..self.application }, ..self }
    }

    /// The client secrets of the application: each signs every notification. Oldest first.
    #[must_use]
    pub fn client_secrets(self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let client_secrets = secrets.into_iter().map(Into::into).collect();
        Self { application: Application { client_secrets, ..self.application }, ..self }
    }

    /// When the clock of the sandbox begins; the present unless set.
    #[must_use]
    pub fn starts_at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// How its time passes; it stands still unless set.
    #[must_use]
    pub fn clock(self, clock: ClockMode) -> Self {
        Self { clock, ..self }
    }

    /// What everything that is left to chance comes from.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// What goes wrong on purpose.
    #[must_use]
    pub fn faults(self, faults: impl IntoIterator<Item = FaultRule>) -> Self {
        Self { faults: faults.into_iter().collect(), ..self }
    }

    /// Keeps everything but the client secrets in a file, and goes on from it where it is there: then
    /// with the time and the seed of the file, and with its faults unless some are set here. The file
    /// holds tokens, so only its owner can read it. One sandbox at a time has it: another file beside
    /// it, whose name ends in `.lock`, sees to that. Without one, everything is gone with the sandbox.
    #[must_use]
    pub fn state_file(self, path: impl Into<PathBuf>) -> Self {
        Self { state_file: Some(path.into()), ..self }
    }

    /// Whether it answers 429 to more than 50 requests in a second or 500 in a minute, on its own clock,
    /// as the service does. It does so unless this is set: turn it off for load tests.
    #[must_use]
    pub fn rate_limit(self, on: bool) -> Self {
        Self { rate_limit: on, ..self }
    }

    /// How many events are on a page; 50 unless set, and never fewer than 1.
    #[must_use]
    pub fn page_size(self, size: usize) -> Self {
        Self { page_size: size.max(1), ..self }
    }

    /// Starts it.
    ///
    /// # Errors
    /// When a client secret cannot be used, or the state file cannot be read or written, or is that of
    /// a sandbox that runs; a damaged one stays as it is.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(self) -> Result<Sandbox, SandboxError> {
        let Self { application, now, clock, seed, faults, state_file, rate_limit, page_size } = self;
        let store = state_file.map(Store::open).transpose()?.map(Arc::new);
        let kept = store.as_ref().map(|store| store.load(application.clone())).transpose()?.flatten();
        let mut world = match kept {
            Some(world) => world,
            None => {
                let mut world = World::new(application, now, seed)?;
                world.seed();
                world
            }
        };
        world.pages.size = page_size;
        if !faults.is_empty() {
            world.faults.rules = faults;
        }
        let shared = Arc::new(Shared::new(world, clock));
        if let Some(store) = &store {
            store.write(&shared)?;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(drive(Arc::clone(&shared)));
        if let Some(store) = &store {
            tasks.spawn(store::keep(Arc::clone(store), Arc::clone(&shared)));
        }
        Ok(Sandbox { shared, store, tasks, rate_limit })
    }
}

/// A Cronofy of your own. It ends when it is dropped, and keeps its state where it has a file for it.
///
/// ```
/// use std::time::Duration;
///
/// use cronofy_hooks_sandbox::{DeliveryState, Sandbox};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
/// let calendar_id = sandbox.accounts()[0].calendar_ids[0].clone();
/// let event_uid = sandbox.upsert_event(&calendar_id, json!({
///     "event_id": "board", "summary": "Board meeting",
///     "start": "2026-06-01T10:00:00Z", "end": "2026-06-01T11:00:00Z",
///     "subscriptions": [{
///         "type": "webhook",
///         // Where the application under test listens; here nobody does.
///         "uri": "http://127.0.0.1:9/cronofy",
///         "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
///     }],
/// }))?;
/// assert_eq!(sandbox.triggers(&event_uid)[0].from, "2026-06-01T09:54:00Z".parse()?);
///
/// sandbox.advance(Duration::from_secs(3 * 3600)).await;
/// let [delivery] = &sandbox.deliveries()[..] else { panic!("one notification") };
/// assert_eq!(delivery.name, "event_start");
/// assert!(matches!(delivery.state, DeliveryState::Waiting(_)), "it is tried again");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    store: Option<Arc<Store>>,
    /// They end with it.
    tasks: JoinSet<()>,
    pub(crate) rate_limit: bool,
}

impl Sandbox {
    /// Where to say how it begins.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            application: Application {
                client_id: "sandbox".to_owned(),
                client_secrets: vec!["CRN_sandbox_secret".to_owned()],
            },
            now: Timestamp::now(),
            clock: ClockMode::Paused,
            seed: 0,
            faults: Vec::new(),
            state_file: None,
            rate_limit: true,
            page_size: 50,
        }
    }

    /// What time it is in the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Moves the clock on, through everything that happens on the way: each notification is answered,
    /// or late, before time goes on. 24 hours take milliseconds.
    pub async fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.advance_to(self.now().saturating_add(by).unwrap_or(Timestamp::MAX)).await;
    }

    /// Moves the clock on to a time.
    pub async fn advance_to(&self, until: Timestamp) {
        advance(&self.shared, until).await;
        if let Some(store) = &self.store {
            store::save(store, &self.shared).await;
        }
    }

    /// Ends it, and says whether its state is in its file. Dropping it does the same, but only logs
    /// what goes wrong.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub async fn close(mut self) -> Result<(), SandboxError> {
        self.tasks.shutdown().await;
        self.store.take().map_or(Ok(()), |store| store.close(&self.shared))
    }

    /// Waits until everything that is due now has been sent and answered.
    pub async fn settle(&self) {
        self.advance(Duration::ZERO).await;
    }

    /// How its time passes from now on.
    pub fn set_clock(&self, mode: ClockMode) {
        self.shared.set_clock_mode(mode);
    }

    /// What goes wrong on purpose from now on, in place of what did before.
    pub fn set_faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        let rules = rules.into_iter().collect();
        self.shared.change(|world| world.faults.rules = rules);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.tasks.abort_all();
        if let Some(Err(error)) = self.store.as_ref().map(|store| store.close(&self.shared)) {
            store::log(&error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_shows_no_secret() {
        let builder = Sandbox::builder().client_secrets(["CRN_hidden"]).client_id("shown");
        assert_eq!(builder.application.client_secrets, ["CRN_hidden"]);
        let shown = format!("{builder:?}");
        assert!(!shown.contains("CRN_hidden") && shown.contains("shown"), "{shown}");
    }
}
