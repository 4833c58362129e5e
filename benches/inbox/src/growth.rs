//! Whether a store that has grown accepts, leases and completes more slowly.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{MessageSource, fill};
use crate::message::QueueMessage;
use crate::options::BenchOptions;
use crate::place::{BenchFolder, StoreFolder};
use crate::report::{BenchReport, Comparison, Figure, warn};
use crate::sides::{BoxError, QueueSide, QueueStore};

const SIDES: [QueueSide; 2] = [QueueSide::OursSqlite, QueueSide::OursPostgres];
const SENDERS: usize = 64;
/// Only to fill it sooner.
const FILLERS: usize = 256;
const TIME: Duration = Duration::from_secs(3);
/// How many deliveries are accepted, then leased, then completed.
const CYCLE: u64 = 4096;
/// How many jobs are leased and completed at once.
const LEASED: usize = 64;
const VALUES: [&str; 3] = ["accepted per second", "leased per second", "completed per second"];
/// A store that has grown may take 1.3 times as long.
const GOAL: f64 = 0.77;

/// A store in which many deliveries are stored.
struct GrownStore<'p> {
    side: QueueSide,
    case: String,
    room: StoreFolder<'p>,
    store: Arc<dyn QueueStore>,
    source: Arc<MessageSource>,
}

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    // One side after the other: the disk need not hold both.
    for side in options.of(&SIDES) {
        let mut stores = Vec::new();
        for &stored in &options.stored {
            stores.push(GrownStore::new(place, side, stored).await?);
        }
        let mut turns: Vec<_> = (0..stores.len()).collect();
        let mut random = fastrand::Rng::with_seed(options.seed);
        for round in 1..=options.rounds {
            random.shuffle(&mut turns);
            for &turn in &turns {
                place.calm_down().await?;
                let values = stores[turn].measure(options.time.unwrap_or(TIME)).await?;
                report.add(Figure { side, case: stores[turn].case.clone(), round, values })?;
            }
        }
        for grown in stores {
            grown.store.close().await?;
            grown.room.remove().await?;
        }
    }
    report.table();
    let cases: Vec<_> = options.stored.iter().copied().map(case).collect();
    let Some((first, grown)) = cases.split_first() else { return Ok(()) };
    for side in options.of(&SIDES) {
        for (case, value) in grown.iter().flat_map(|case| VALUES.map(|value| (case, value))) {
            report.compare(&Comparison { of: (side, case), to: (side, first), value, goal: Some(GOAL) });
        }
    }
    Ok(())
}

/// With a key of its own, so that no job waits for another one.
fn of_its_own(message: QueueMessage) -> QueueMessage {
    QueueMessage { key: format!("event:{:032x}", u128::from_be_bytes(message.repeat)), ..message }
}

/// In every index, and not leased meanwhile.
fn for_tomorrow(message: QueueMessage) -> QueueMessage {
    QueueMessage { delay: Duration::from_hours(24), ..of_its_own(message) }
}

fn case(stored: u64) -> String {
    format!("{stored} stored")
}

impl<'p> GrownStore<'p> {
    async fn new(place: &'p BenchFolder, side: QueueSide, stored: u64) -> Result<Self, BoxError> {
        let room = place.room(&format!("{}-{stored}", side.name()))?;
        let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
        let filling = Arc::new(MessageSource::changed(0, for_tomorrow));
        let started = Instant::now();
        fill(&store, &filling, FILLERS, stored).await?;
        let unfinished = store.unfinished().await?;
        if unfinished < stored {
            return Err(format!("{}: only {unfinished} of {stored} are stored", side.name()).into());
        }
        warn(&format!("{}: {unfinished} stored, after {:.0} seconds", side.name(), started.elapsed().as_secs_f64()));
        let source = Arc::new(MessageSource::changed(filling.made(), of_its_own));
        Ok(Self { side, case: case(stored), room, store, source })
    }

    /// Accepts, leases and completes in turn, so that the store has as many unfinished deliveries afterwards.
    async fn measure(&self, time: Duration) -> Result<Vec<(&'static str, f64)>, BoxError> {
        // The first cycle does not count: leasing enqueues all that was stored before.
        self.cycle().await?;
        let (started, mut cycles, mut took) = (Instant::now(), 0u64, [Duration::ZERO; 3]);
        while cycles == 0 || started.elapsed() < time {
            for (sum, part) in took.iter_mut().zip(self.cycle().await?) {
                *sum += part;
            }
            cycles += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let jobs = (cycles * CYCLE) as f64;
        Ok(VALUES.into_iter().zip(took.map(|took| jobs / took.as_secs_f64())).collect())
    }

    /// How long accepting, leasing and completing took.
    async fn cycle(&self) -> Result<[Duration; 3], BoxError> {
        let until = self.source.made() + CYCLE;
        let driven = fill(&self.store, &self.source, SENDERS, until).await?;
        driven.per_second(self.side)?;
        let [leasing, completing] = self.store.drain(usize::try_from(driven.accepted)?, LEASED).await?;
        Ok([driven.took, leasing, completing])
    }
}
