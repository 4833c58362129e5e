//! How many deliveries are accepted per second, and how long each takes.

use std::sync::Arc;
use std::time::Duration;

use crate::drive::{Source, closed_loop};
use crate::options::Options;
use crate::place::Place;
use crate::report::{Comparison, Figure, Report};
use crate::sides::{Failure, Side, Store};

const SIDES: [Side; 8] = [
    Side::FloorGroup,
    Side::FloorEach,
    Side::OursSqlite,
    Side::OursPostgres,
    Side::ApalisSqlite,
    Side::ApalisSqliteFull,
    Side::ApalisSqliteFullOne,
    Side::ApalisPostgres,
];
const SENDERS: [usize; 2] = [64, 8];
const TIME: Duration = Duration::from_secs(3);

pub(crate) async fn run(options: &Options, place: &Place, report: &mut Report) -> Result<(), Failure> {
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
const COMPARISONS: [(Side, Side, Option<f64>); 8] = [
    (Side::OursSqlite, Side::FloorGroup, Some(0.5)),
    (Side::OursSqlite, Side::FloorEach, None),
    (Side::OursSqlite, Side::ApalisSqlite, None),
    (Side::OursSqlite, Side::ApalisSqliteFull, Some(15.0)),
    (Side::OursSqlite, Side::ApalisSqliteFullOne, None),
    (Side::OursPostgres, Side::FloorGroup, Some(0.3)),
    (Side::OursPostgres, Side::FloorEach, None),
    (Side::OursPostgres, Side::ApalisPostgres, Some(7.0)),
];

fn case(senders: usize) -> String {
    format!("{senders} senders")
}

async fn measure(place: &Place, side: Side, senders: usize, time: Duration, round: usize) -> Result<Figure, Failure> {
    let room = place.room(side.name())?;
    let store: Arc<dyn Store> = side.open(&room).await?.into();
    let source = Arc::new(Source::new());
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
