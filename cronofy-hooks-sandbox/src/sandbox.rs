//! [`Sandbox`]: what a test, the command line and the console hold.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use crate::clock::ClockMode;
use crate::drive::{advance, drive};
use crate::error::SandboxError;
use crate::fault::FaultRule;
use crate::shared::Shared;
use crate::world::World;
use crate::world::application::Application;

/// How a sandbox begins.
#[derive(Debug)]
pub struct SandboxBuilder {
    client_id: String,
    client_secrets: Vec<String>,
    now: Timestamp,
    clock: ClockMode,
    seed: u64,
    faults: Vec<FaultRule>,
}

impl SandboxBuilder {
    /// The client id of the application; `sandbox` unless set.
    #[must_use]
    pub fn client_id(self, client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), ..self }
    }

    /// The client secrets of the application: each signs every notification. Oldest first.
    #[must_use]
    pub fn client_secrets(self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { client_secrets: secrets.into_iter().map(Into::into).collect(), ..self }
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

    /// Starts it.
    ///
    /// # Errors
    /// When a client secret cannot be used.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(self) -> Result<Sandbox, SandboxError> {
        let Self { client_id, client_secrets, now, clock, seed, faults } = self;
        let mut world = World::new(Application { client_id, client_secrets }, now, seed)?;
        world.faults.rules = faults;
        world.seed();
        let shared = Arc::new(Shared::new(world, clock));
        let driver = tokio::spawn(drive(Arc::clone(&shared)));
        Ok(Sandbox { shared, driver })
    }
}

/// A Cronofy of your own. It ends when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    driver: JoinHandle<()>,
}

impl Sandbox {
    /// Where to say how it begins.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            client_id: "sandbox".to_owned(),
            client_secrets: vec!["CRN_sandbox_secret".to_owned()],
            now: Timestamp::now(),
            clock: ClockMode::Paused,
            seed: 0,
            faults: Vec::new(),
        }
    }

    /// What time it is in the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.read(|world| world.now)
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
        self.driver.abort();
    }
}
