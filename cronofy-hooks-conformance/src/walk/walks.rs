//! [`walks`]: an engine and the in-memory inbox, side by side.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use cronofy_hooks::inbox::Inbox;
use fastrand::Rng;

use super::step::Walk;
use crate::TestClock;
use crate::check::{PATIENCE, run_and_close};
use crate::difference::errors;

/// The most steps of a walk.
const STEPS: usize = 40;

/// Takes an engine and the [in-memory inbox](cronofy_hooks::testing::MemoryInbox) through the same random steps, for
/// each seed on an empty inbox, and compares every answer, and everything that can be seen after each step.
///
/// It finds cases that no check covers, and is stricter than the [checks](crate::promises): it also compares what the
/// promises leave open, such as that joining is decided at the next lease. Use it for an engine that does likewise.
///
/// `open` is given a clock, and returns an empty inbox that goes by it. A seed is always the same walk in one version
/// of this crate, so a [`Divergence`] names a seed that repeats it. Other seeds look elsewhere.
///
/// # Errors
/// For the first seed on which the engine does something else, fails, panics, or does not answer within a minute.
pub async fn walks<F, Fut>(seeds: impl IntoIterator<Item = u64>, open: F) -> Result<(), Divergence>
where
    F: Fn(TestClock) -> Fut,
    Fut: Future<Output = Arc<dyn Inbox>>,
{
    let walk = async |seed, steps: &[u64]| {
        let clock = TestClock::new();
        walk(&*open(clock.clone()).await, clock, seed, steps).await
    };
    for seed in seeds {
        let mut random = Rng::with_seed(seed);
        let mut steps: Vec<u64> = (0..random.usize(1..=STEPS)).map(|_| random.u64(..)).collect();
        let Err(mut shortest) = walk(seed, &steps).await else { continue };
        steps.truncate(shortest.taken);
        // Leaves out each step without which the walk still fails. An engine that hangs would take a minute for each.
        let (began, mut place) = (Instant::now(), 0);
        while place < steps.len() && began.elapsed() < PATIENCE {
            let fewer = [&steps[..place], &steps[place + 1..]].concat();
            match walk(seed, &fewer).await {
                Ok(()) => place += 1,
                Err(shorter) => {
                    steps = fewer;
                    steps.truncate(shorter.taken);
                    shortest = shorter;
                }
            }
        }
        return Err(shortest);
    }
    Ok(())
}

/// Each step is drawn from a seed of its own, so that without some of them the others stay as they are.
async fn walk(inbox: &dyn Inbox, clock: TestClock, seed: u64, steps: &[u64]) -> Result<(), Divergence> {
    let mut walk = Walk::new(inbox, clock);
    let mut taken = 0;
    let walked = run_and_close(inbox, async {
        for step in steps {
            taken += 1;
            walk.step(*step).await?;
        }
        Ok(())
    });
    let Err(difference) = walked.await else { return Ok(()) };
    let steps: String = (1..).zip(&walk.steps).map(|(number, step)| format!("{number:>5}  {step}\n")).collect();
    let before: String = walk.before.iter().map(|line| format!("      {line}\n")).collect();
    let title = format!("the inbox does not do what the in-memory inbox does; `walks([{seed}], …)` repeats it");
    let text = format!("{title}\n{steps}before the last step:\n{before}{difference}");
    Err(Divergence { seed, taken, text })
}

/// Where an engine did something else than the in-memory inbox. It prints the seed, the steps that are needed, the
/// jobs before the last step, and both answers.
#[derive(Clone)]
pub struct Divergence {
    seed: u64,
    /// How many steps were taken, including the last.
    taken: usize,
    text: String,
}

impl Divergence {
    /// The seed that repeats it, alone or among others.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

errors! { Divergence }
