//! How many deliveries are accepted, handled and marked as done per second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{MessageSource, send};
use crate::options::BenchOptions;
use crate::place::BenchFolder;
use crate::report::{BenchReport, Comparison, Figure, warn};
use crate::sides::{BoxError, QueueSide, QueueStore};
use crate::starts::Starts;

const SIDES: [QueueSide; 4] =
    [QueueSide::OursSqlite, QueueSide::OursPostgres, QueueSide::ApalisSqliteHook, QueueSide::ApalisPostgres];
const SENDERS: usize = 64;
const HANDLERS: usize = 64;
const CASE: &str = "64 senders, 64 handlers";
const TIME: Duration = Duration::from_secs(3);
/// After the last was accepted.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut sides = options.of(&SIDES);
    for round in 1..=options.rounds {
        random.shuffle(&mut sides);
        for &side in &sides {
            report.add(measure(place, side, options.time.unwrap_or(TIME), round).await?)?;
        }
    }
    report.table();
    for (of, to) in
        [(QueueSide::OursSqlite, QueueSide::ApalisSqliteHook), (QueueSide::OursPostgres, QueueSide::ApalisPostgres)]
    {
        report.compare(&Comparison { of: (of, CASE), to: (to, CASE), value: "done per second", goal: None });
    }
    Ok(())
}

/// Accepts for some time, while handlers run; then waits for the rest. All of it counts.
async fn measure(place: &BenchFolder, side: QueueSide, time: Duration, round: usize) -> Result<Figure, BoxError> {
    let room = place.room(side.name())?;
    let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
    let starts = Arc::new(Starts::of_the_first(0));
    store.work(HANDLERS, Arc::clone(&starts)).await?;
    place.calm_down().await?;
    let started = Instant::now();
    let driven = send(&store, &Arc::new(MessageSource::new()), SENDERS, time).await?;
    let accepted = driven.accepted;
    let accepted_per_second = driven.per_second(side)?;
    let left = left(&*store, &starts, accepted).await?;
    let took = started.elapsed();
    if left > 0 {
        warn(&format!("{}: {left} of {accepted} were not done after {:.0} seconds", side.name(), took.as_secs_f64()));
    }
    store.close().await?;
    room.remove().await?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let done_per_second = accepted.saturating_sub(left) as f64 / took.as_secs_f64();
    let values = vec![("done per second", done_per_second), ("accepted per second", accepted_per_second)];
    Ok(Figure { side, case: CASE.to_owned(), round, values })
}

/// Waits until all are done, and asks the store only when all handlers have run, because the question
/// costs it something. Returns how many are not done when patience ends.
pub(crate) async fn left(store: &dyn QueueStore, starts: &Starts, accepted: u64) -> Result<u64, BoxError> {
    let deadline = Instant::now() + PATIENCE;
    while starts.count() < accepted && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    loop {
        let left = store.unfinished().await?;
        if left == 0 || Instant::now() >= deadline {
            return Ok(left);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
