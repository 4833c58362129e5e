//! How many deliveries are accepted per second, and how long each takes.

use std::sync::Arc;
use std::time::Duration;

use crate::drive::{MessageSource, closed_loop};
use crate::options::BenchOptions;
use crate::place::BenchFolder;
use crate::report::{BenchReport, Comparison, Figure};
use crate::sides::{BoxError, QueueSide, QueueStore};

const SIDES: [QueueSide; 8] = [
    QueueSide::FloorGroup,
    QueueSide::FloorEach,
    QueueSide::OursSqlite,
    QueueSide::OursPostgres,
    QueueSide::ApalisSqlite,
    QueueSide::ApalisSqliteFull,
    QueueSide::ApalisSqliteFullOne,
    QueueSide::ApalisPostgres,
];
const SENDERS: [usize; 2] = [64, 8];
const TIME: Duration = Duration::from_secs(3);

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let sides = options.of(&SIDES);
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut turns: Vec<_> = sides.iter().flat_map(|side| SENDERS.map(|senders| (*side, senders))).collect();
    for round in 1..=options.rounds {
        random.shuffle(&mut turns);
        for &(side, senders) in &turns {
            let figure = measure(place, side, senders, options.time.unwrap_or(TIME), round).await?;
            report.add(figure)?;
        }
    }
    report.table();
    for senders in SENDERS {
        let case = case(senders);
        let goals = senders == SENDERS[0];
        for (of, to, goal) in COMPARISONS {
            let goal = goal.filter(|_| goals);
            report.compare(&Comparison { of: (of, &case), to: (to, &case), value: "per second", goal });
        }
    }
    Ok(())
}

/// With the goals for the most senders.
const COMPARISONS: [(QueueSide, QueueSide, Option<f64>); 8] = [
    (QueueSide::OursSqlite, QueueSide::FloorGroup, Some(0.5)),
    (QueueSide::OursSqlite, QueueSide::FloorEach, None),
    (QueueSide::OursSqlite, QueueSide::ApalisSqlite, None),
    (QueueSide::OursSqlite, QueueSide::ApalisSqliteFull, Some(15.0)),
    (QueueSide::OursSqlite, QueueSide::ApalisSqliteFullOne, None),
    (QueueSide::OursPostgres, QueueSide::FloorGroup, Some(0.3)),
    (QueueSide::OursPostgres, QueueSide::FloorEach, None),
    (QueueSide::OursPostgres, QueueSide::ApalisPostgres, Some(7.0)),
];

fn case(senders: usize) -> String {
    format!("{senders} senders")
}

async fn measure(
    place: &BenchFolder,
    side: QueueSide,
    senders: usize,
    time: Duration,
    round: usize,
) -> Result<Figure, BoxError> {
    let room = place.room(side.name())?;
    let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
    let source = Arc::new(MessageSource::new());
    place.calm_down().await?;
    let mut driven = closed_loop(&store, &source, senders, time).await?;
    store.close().await?;
    room.remove().await?;
    let values = vec![
        ("per second", driven.per_second(side)?),
        ("p50 ms", driven.latencies.percentile(50.0)),
        ("p99 ms", driven.latencies.percentile(99.0)),
    ];
    Ok(Figure { side, case: case(senders), round, values })
}
