//! Whether deliveries are accepted more slowly while many wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{MessageSource, closed_loop, fill};
use crate::options::BenchOptions;
use crate::place::{BenchFolder, StoreFolder};
use crate::report::{BenchReport, Comparison, Figure, warn};
use crate::sides::{BoxError, QueueSide, QueueStore};

const SIDES: [QueueSide; 2] = [QueueSide::OursSqlite, QueueSide::OursPostgres];
const EMPTY: &str = "empty";
const SENDERS: usize = 64;
/// Only to fill it sooner.
const FILLERS: usize = 256;
const TIME: Duration = Duration::from_secs(3);

/// A store in which many wait.
struct Full<'p> {
    side: QueueSide,
    room: StoreFolder<'p>,
    store: Arc<dyn QueueStore>,
    source: Arc<MessageSource>,
}

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let full_case = format!("{} wait", options.waiting);
    let mut all_full = Vec::new();
    for side in options.of(&SIDES) {
        all_full.push(Full::new(place, side, options.waiting).await?);
    }
    let mut turns: Vec<_> = all_full.iter().flat_map(|full| [(full, true), (full, false)]).collect();
    let mut random = fastrand::Rng::with_seed(options.seed);
    let time = options.time.unwrap_or(TIME);
    for round in 1..=options.rounds {
        random.shuffle(&mut turns);
        for &(full, is_full) in &turns {
            let per_second =
                if is_full { full.measure(place, time).await? } else { empty(place, full.side, time).await? };
            let case = if is_full { full_case.clone() } else { EMPTY.to_owned() };
            report.add(Figure { side: full.side, case, round, values: vec![("per second", per_second)] })?;
        }
    }
    report.table();
    for full in all_full {
        let (of, to) = ((full.side, &*full_case), (full.side, EMPTY));
        report.compare(&Comparison { of, to, value: "per second", goal: Some(0.9) });
        full.store.close().await?;
        full.room.remove().await?;
    }
    Ok(())
}

impl<'p> Full<'p> {
    async fn new(place: &'p BenchFolder, side: QueueSide, waiting: u64) -> Result<Self, BoxError> {
        let room = place.room(&format!("{}-full", side.name()))?;
        let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
        let source = Arc::new(MessageSource::new());
        let started = Instant::now();
        fill(&store, &source, FILLERS, waiting).await?;
        let unfinished = store.unfinished().await?;
        if unfinished < waiting {
            return Err(format!("{}: only {unfinished} of {waiting} wait", side.name()).into());
        }
        warn(&format!("{}: {unfinished} wait, after {:.0} seconds", side.name(), started.elapsed().as_secs_f64()));
        Ok(Self { side, room, store, source })
    }

    async fn measure(&self, place: &BenchFolder, time: Duration) -> Result<f64, BoxError> {
        place.calm_down().await?;
        closed_loop(&self.store, &self.source, SENDERS, time).await?.per_second(self.side)
    }
}

async fn empty(place: &BenchFolder, side: QueueSide, time: Duration) -> Result<f64, BoxError> {
    let room = place.room(&format!("{}-empty", side.name()))?;
    let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
    place.calm_down().await?;
    let per_second = closed_loop(&store, &Arc::new(MessageSource::new()), SENDERS, time).await?.per_second(side)?;
    store.close().await?;
    room.remove().await?;
    Ok(per_second)
}
