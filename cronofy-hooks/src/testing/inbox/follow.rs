//! [`follow`]: an inbox and the model, side by side.

use std::fmt;

use super::clock::Clock;
use super::difference::Difference;
use super::step::Step;
use super::walk::Walk;
use crate::inbox::Inbox;

/// Takes an empty inbox through steps, and compares each answer, and the complete list after each
/// step, with what they must be.
///
/// The model is the engines of this crate, to the letter: it also says what the promises leave open,
/// such as that joining is decided at the next lease. Use it for those, or for an engine that
/// does likewise; the [checks](super::promises) are for all.
///
/// The clock must be the one that the inbox was given.
///
/// # Errors
/// Where the inbox does something else, or fails.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::inbox::NewJob;
/// use cronofy_hooks::testing::inbox::{Clock, Incoming, MemoryInbox, Step, follow};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let clock = Clock::new();
/// let time = clock.clone();
/// let inbox = MemoryInbox::with_clock(move || time.now());
///
/// let job = NewJob { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO };
/// let steps = [
///     Step::Accept(vec![Incoming { repeat: None, age: Duration::ZERO, jobs: vec![job] }]),
///     Step::Lease { max: 1, lease_duration: Duration::from_secs(30) },
/// ];
/// follow(&inbox, &clock, &steps).await?;
/// # Ok(())
/// # }
/// ```
pub async fn follow(inbox: &dyn Inbox, clock: &Clock, steps: &[Step]) -> Result<(), Divergence> {
    let mut walk = Walk::new(inbox, clock);
    for (place, step) in steps.iter().enumerate() {
        let taken = match walk.step(step).await {
            Ok(()) => walk.compare().await,
            Err(difference) => Err(difference),
        };
        if let Err(difference) = taken {
            let before = walk.before().to_vec();
            let steps = steps.iter().take(place + 1).map(Step::to_string).collect();
            return Err(Divergence { steps, before, difference });
        }
    }
    Ok(())
}

/// Where an inbox left the model. It prints all steps so far, the jobs before the last, and both
/// views.
#[derive(Clone)]
pub struct Divergence {
    steps: Vec<String>,
    before: Vec<String>,
    difference: Difference,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the inbox left the model at step {}:", self.steps.len())?;
        for (number, step) in (1..).zip(&self.steps) {
            writeln!(f, "{number:>5}  {step}")?;
        }
        writeln!(f, "before the last step:")?;
        for line in &self.before {
            writeln!(f, "      {line}")?;
        }
        write!(f, "{}", self.difference)
    }
}

/// As it is shown, so that a test that ends with it can be read.
impl fmt::Debug for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Divergence {}
