//! [`Check`]: one fact about an inbox; [`promises`]: all of them.

use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::timeout;

use super::checks::CHECKS;
use super::clock::Clock;
use super::difference::{CheckResult, Difference};
use super::trial::Trial;
use crate::inbox::Inbox;

/// No check takes nearly as long: one that does hangs.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) type CheckFn = for<'a> fn(&'a Trial) -> Pin<Box<dyn Future<Output = CheckResult> + Send + 'a>>;

/// One fact about an inbox, that can be checked on its own.
#[derive(Clone, Copy)]
pub struct Check {
    pub(super) promise: Option<u8>,
    pub(super) name: &'static str,
    pub(super) run: CheckFn,
}

impl Check {
    /// The number of the [promise](crate::inbox) that it is part of, unless it is a fact about
    /// listing and closing, which no promise covers.
    #[must_use]
    pub fn promise(&self) -> Option<u8> {
        self.promise
    }

    /// The fact: `an_old_fence_changes_nothing`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Checks it on an empty inbox that goes by this clock, and closes the inbox.
    ///
    /// # Errors
    /// When the fact does not hold, or the inbox fails, panics or does not answer within a minute.
    pub async fn run(&self, inbox: Arc<dyn Inbox>, clock: Clock) -> Result<(), Broken> {
        let trial = Trial { inbox, clock };
        let verdict = caught((self.run)(&trial)).await;
        // Ignore errors: it may be closed already, and a broken inbox may fail here too.
        let _ = caught(async { Ok(trial.inbox.close().await?) }).await;
        verdict.map_err(|difference| Broken { check: *self, difference })
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("promise", &self.promise).field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every check, by promise.
#[must_use]
pub fn checks() -> &'static [Check] {
    CHECKS
}

/// Runs every check, each on an inbox of its own, and reports all facts that do not hold.
///
/// `open` is given a clock, and returns an empty inbox that goes by it.
///
/// # Errors
/// One [`Broken`] for each fact that does not hold.
pub async fn promises<F, Fut>(open: F) -> Result<(), AllBroken>
where
    F: Fn(Clock) -> Fut,
    Fut: Future<Output = Arc<dyn Inbox>>,
{
    let mut broken = Vec::new();
    for check in checks() {
        let clock = Clock::new();
        broken.extend(check.run(open(clock.clone()).await, clock).await.err());
    }
    if broken.is_empty() { Ok(()) } else { Err(AllBroken(broken)) }
}

/// Turns a panic or a hang into a result, so that the report names the check.
async fn caught(run: impl Future<Output = CheckResult>) -> CheckResult {
    let mut run = pin!(run);
    let caught = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(cx))) {
        Ok(poll) => poll,
        Err(_) => Poll::Ready(Err(Difference::new("a method", "an answer", "it panicked"))),
    });
    let late = |_| Err(Difference::new("the check", "an end", format!("none within {PATIENCE:?}")));
    timeout(PATIENCE, caught).await.unwrap_or_else(late)
}

/// A fact that does not hold: the promise, the name of the check, what was expected and what was
/// found.
#[derive(Clone)]
pub struct Broken {
    check: Check,
    difference: Difference,
}

impl Broken {
    /// What does not hold.
    #[must_use]
    pub fn check(&self) -> Check {
        self.check
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.check.promise {
            Some(promise) => write!(f, "promise {promise}, ")?,
            None => f.write_str("beside the promises, ")?,
        }
        write!(f, "{}: {}", self.check.name, self.difference)
    }
}

/// As it is shown, so that a test that ends with it can be read.
impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Broken {}

/// Every fact that does not hold.
#[derive(Clone)]
pub struct AllBroken(Vec<Broken>);

impl AllBroken {
    /// One by one; there is at least one.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.0
    }
}

impl fmt::Display for AllBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of {} checks failed", self.0.len(), checks().len())?;
        self.0.iter().try_for_each(|broken| write!(f, "\n{broken}"))
    }
}

/// As it is shown, so that a test that ends with it can be read.
impl fmt::Debug for AllBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for AllBroken {}
