//! [`Sandbox`] and its builder.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use crate::clock::{ClockMode, later};
use crate::control::SandboxHandle;
use crate::error::SandboxError;
use crate::personal_data::PersonalData;
use crate::scheduler::{SharedWorld, drive};
use crate::state_file::{self, StateFile};
use crate::world::World;
use crate::world::model::{ClientApplication, FaultRule, Step};
use crate::world::rules;

/// Configures and starts a sandbox.
#[derive(Debug)]
#[must_use = "only `start` starts it"]
pub struct SandboxBuilder {
    application: ClientApplication,
    now: Timestamp,
    clock: ClockMode,
    seed: u64,
    faults: Vec<FaultRule>,
    state_file: Option<PathBuf>,
    rate_limit: bool,
    page_size: usize,
    whole_events_only: bool,
    history: usize,
    personal: PersonalData,
    program: Arc<str>,
}

impl SandboxBuilder {
    /// The client id of the application; `sandbox` unless set.
    pub fn client_id(self, client_id: impl Into<String>) -> Self {
        Self { application: ClientApplication { client_id: client_id.into(), ..self.application }, ..self }
    }

    /// The client secrets of the application, oldest first. Each signs every notification.
    pub fn client_secrets(self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let client_secrets = secrets.into_iter().map(Into::into).collect();
        Self { application: ClientApplication { client_secrets, ..self.application }, ..self }
    }

    /// The time at which the clock of the sandbox starts; now unless set.
    pub fn starts_at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// How its clock runs at first; paused unless set.
    pub fn clock(self, clock: ClockMode) -> Self {
        Self { clock, ..self }
    }

    /// The seed of every random decision.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The faults to inject.
    pub fn faults(self, faults: impl IntoIterator<Item = FaultRule>) -> Self {
        Self { faults: faults.into_iter().collect(), ..self }
    }

    /// Keeps everything but the client secrets in a file. If the file exists, the sandbox continues with its
    /// state, including the time, how the clock runs and the seed, and with its faults unless some are set here. The
    /// file holds tokens, so only its owner can read it. One sandbox can use it at a time; a second file with the extension
    /// `.lock` ensures that. Without a state file everything is lost when the sandbox ends.
    pub fn state_file(self, path: impl Into<PathBuf>) -> Self {
        Self { state_file: Some(path.into()), ..self }
    }

    /// Answers any number of requests, for load tests. Otherwise it answers 429 to more than 50 requests in a
    /// second or 500 in a minute of its own clock, as the service does.
    pub fn without_rate_limit(self) -> Self {
        Self { rate_limit: false, ..self }
    }

    /// Refuses an upsert of only `event_id` and `meeting_agent`, which is accepted otherwise for an event that exists.
    /// The documentation shows such a request to cancel an agent, and says elsewhere that `summary`, `start` and
    /// `end` are required.
    pub fn whole_events_only(self) -> Self {
        Self { whole_events_only: true, ..self }
    }

    /// How many deliveries that have ended are kept, the newest, and how many API calls; 2,000 unless set. A delivery
    /// takes about 2 KB, and as much as its answers; a call as much as its bodies. A state file holds no more than 2,000
    /// deliveries and 500 calls.
    pub fn history(self, deliveries: usize) -> Self {
        Self { history: deliveries, ..self }
    }

    /// Shows personal data in the console, unless a browser hides it. Otherwise the console hides names, addresses and
    /// texts of events and people until a browser asks for them.
    pub fn with_personal_data(self) -> Self {
        Self { personal: PersonalData::Shown, ..self }
    }

    /// How a shell runs the command line, in the commands that the console shows: a path with which it was started,
    /// for example. `cronofy-hooks` unless set. Put what a shell would split in quotation marks.
    pub fn program(self, program: impl Into<Arc<str>>) -> Self {
        Self { program: program.into(), ..self }
    }

    /// How many events are on a page; 50 unless set, and never fewer than 1.
    pub fn page_size(self, size: usize) -> Self {
        Self { page_size: size.max(1), ..self }
    }

    /// Starts it.
    ///
    /// # Errors
    /// When a client secret cannot be used, when [`FaultRule::check`] refuses a rule, or when the state file cannot be
    /// read or written or a running sandbox uses it. A damaged file stays as it is.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(self) -> Result<Sandbox, SandboxError> {
        let Self {
            application,
            now,
            clock,
            seed,
            faults,
            state_file,
            rate_limit,
            page_size,
            whole_events_only,
            history,
            personal,
            program,
        } = self;
        faults.iter().try_for_each(FaultRule::check)?;
        let state_file = state_file.map(StateFile::open).transpose()?.map(Arc::new);
        let kept = state_file.as_ref().map(|file| file.load(application.clone())).transpose()?.flatten();
        let (mut world, clock) = match kept {
            Some((world, kept)) => (world, kept.unwrap_or(clock)),
            None => {
                let mut world = World::new(application, now, seed)?;
                world.seed();
                (world, clock)
            }
        };
        world.pages.size = page_size;
        world.whole_events_only = whole_events_only;
        world.history = history;
        if !faults.is_empty() {
            world.faults.rules.clone_from(&faults);
            let newest = world.ids.last();
            world.record(newest, Step::Faults(faults));
        }
        let shared = Arc::new(SharedWorld::new(world, clock));
        if let Some(file) = &state_file {
            file.write(&shared)?;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(drive(Arc::clone(&shared)));
        if let Some(file) = &state_file {
            tasks.spawn(state_file::keep(Arc::clone(file), Arc::clone(&shared)));
        }
        Ok(Sandbox { handle: SandboxHandle::new(shared), state_file, tasks, rate_limit, personal, program })
    }
}

/// A simulated Cronofy. It ends when it is dropped, and saves its state if it has a state file.
///
/// ```
/// use std::time::Duration;
///
/// use cronofy_hooks::jiff::Timestamp;
/// use cronofy_hooks::request::{Offset, Subscription, TransitionName, TransitionSubscription, UpsertEvent};
/// use cronofy_hooks_sandbox::{DeliveryState, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
/// let calendar_id = sandbox.accounts()[0].calendar_ids[0].clone();
/// let (start, end): (Timestamp, Timestamp) = ("2026-06-01T10:00:00Z".parse()?, "2026-06-01T11:00:00Z".parse()?);
/// // The application under test. In this example nothing listens there.
/// let subscription = Subscription::webhook("http://127.0.0.1:9/cronofy")
///     .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5)));
/// let board = UpsertEvent::new("board", "Board meeting", start, end).subscription(subscription);
/// let event_uid = sandbox.upsert_event(&calendar_id, board)?;
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
    handle: SandboxHandle,
    state_file: Option<Arc<StateFile>>,
    /// They end when it is dropped.
    tasks: JoinSet<()>,
    pub(crate) rate_limit: bool,
    /// What the console shows.
    pub(crate) personal: PersonalData,
    /// As the console writes it in commands.
    pub(crate) program: Arc<str>,
}

impl Sandbox {
    /// The client id of the application, unless another one is set: `sandbox`.
    ///
    /// ```
    /// use cronofy_hooks_sandbox::Sandbox;
    ///
    /// assert_eq!(Sandbox::CLIENT_ID, "sandbox");
    /// assert_eq!(Sandbox::CLIENT_SECRET, "CRN_sandbox_secret");
    /// assert_eq!(Sandbox::ACCESS_TOKEN, "sandbox_access_token");
    /// assert_eq!(Sandbox::REFRESH_TOKEN, "sandbox_refresh_token");
    /// ```
    pub const CLIENT_ID: &str = rules::CLIENT_ID;

    /// The client secret, unless others are set: `CRN_sandbox_secret`. It is public.
    pub const CLIENT_SECRET: &str = rules::CLIENT_SECRET;

    /// An access token of the first account: `sandbox_access_token`.
    pub const ACCESS_TOKEN: &str = rules::ACCESS_TOKEN;

    /// The refresh token of the first account: `sandbox_refresh_token`.
    pub const REFRESH_TOKEN: &str = rules::REFRESH_TOKEN;

    /// Configures a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            application: ClientApplication {
                client_id: Self::CLIENT_ID.to_owned(),
                client_secrets: vec![Self::CLIENT_SECRET.to_owned()],
            },
            now: Timestamp::now(),
            clock: ClockMode::Paused,
            seed: 0,
            faults: Vec::new(),
            state_file: None,
            rate_limit: true,
            page_size: 50,
            whole_events_only: false,
            history: World::HISTORY,
            personal: PersonalData::Hidden,
            program: "cronofy-hooks".into(),
        }
    }

    /// Moves the clock forward, and runs everything that is planned on the way. Each notification is answered
    /// or times out before the clock moves on. A day takes milliseconds.
    pub async fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.advance_to(later(self.now(), by)).await;
    }

    /// Moves the clock forward to a time, as [`Sandbox::advance`] does.
    pub async fn advance_to(&self, until: Timestamp) {
        self.handle.advance_to(until).await;
        if let Some(file) = &self.state_file {
            state_file::save(file, &self.shared).await;
        }
    }

    /// Controls it from another task. The handle does nothing once the sandbox has ended.
    #[must_use]
    pub fn handle(&self) -> SandboxHandle {
        self.handle.clone()
    }

    /// Ends it, and saves its state. Dropping it does the same, but only logs an error.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub async fn close(mut self) -> Result<(), SandboxError> {
        self.tasks.shutdown().await;
        self.state_file.take().map_or(Ok(()), |file| file.close(&self.shared))
    }

    /// Waits until everything that is due now is sent and answered. The sandbox sends it without this call as well, also
    /// while the clock is paused.
    pub async fn deliver_due(&self) {
        self.advance(Duration::ZERO).await;
    }
}

impl Deref for Sandbox {
    type Target = SandboxHandle;

    fn deref(&self) -> &SandboxHandle {
        &self.handle
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.tasks.abort_all();
        if let Some(Err(error)) = self.state_file.as_ref().map(|file| file.close(&self.shared)) {
            state_file::log(&error);
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
