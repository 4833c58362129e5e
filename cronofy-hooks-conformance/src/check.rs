//! [`Check`]: one fact about an inbox; [`promises`]: all of them.

use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cronofy_hooks::inbox::Inbox;
use tokio::time::timeout;

use crate::TestClock;
use crate::checks::CHECKS;
use crate::difference::{CheckResult, Difference, errors};
use crate::trial::Trial;

/// No check and no walk takes nearly as long: one that does hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) type CheckFn = for<'a> fn(&'a Trial) -> Pin<Box<dyn Future<Output = CheckResult> + Send + 'a>>;

/// One fact about an inbox, that can be checked on its own.
#[derive(Clone, Copy)]
pub struct Check {
    pub(crate) promise: Option<u8>,
    pub(crate) name: &'static str,
    pub(crate) run: CheckFn,
}

impl Check {
    /// The number of the [promise](cronofy_hooks::inbox#what-an-engine-promises) that it is part of, unless it is a fact about
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
    pub async fn run(&self, inbox: Arc<dyn Inbox>, clock: TestClock) -> Result<(), Broken> {
        let trial = Trial { inbox, clock };
        run_and_close(&*trial.inbox, (self.run)(&trial)).await.map_err(|difference| Broken { check: *self, difference })
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
    F: Fn(TestClock) -> Fut,
    Fut: Future<Output = Arc<dyn Inbox>>,
{
    let mut broken = Vec::new();
    for check in checks() {
        let clock = TestClock::new();
        broken.extend(check.run(open(clock.clone()).await, clock).await.err());
    }
    if broken.is_empty() { Ok(()) } else { Err(AllBroken(broken)) }
}

/// Runs something, and closes its inbox in any case.
pub(crate) async fn run_and_close(inbox: &dyn Inbox, run: impl Future<Output = CheckResult>) -> CheckResult {
    let verdict = caught(run).await;
    verdict.and(caught(async { Ok(inbox.close().await?) }).await)
}

/// Turns a panic or a hang into a result, so that the report says what led to it.
async fn caught(run: impl Future<Output = CheckResult>) -> CheckResult {
    let mut run = pin!(run);
    let caught = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(cx))) {
        Ok(poll) => poll,
        Err(_) => Poll::Ready(Err(Difference::new("a method", "an answer", "it panicked"))),
    });
    let late = |_| Err(Difference::new("a method", "an answer", format!("none within {PATIENCE:?}")));
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

errors! { Broken AllBroken }
