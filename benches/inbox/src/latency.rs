//! How long a delivery takes from its arrival to its answer, and to the start of its handler.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::drive::{MessageSource, open_loop};
use crate::figures::Latencies;
use crate::options::BenchOptions;
use crate::place::BenchFolder;
use crate::report::{BenchReport, Figure, warn};
use crate::sides::{BoxError, QueueSide, QueueStore};
use crate::starts::Starts;

const SIDES: [QueueSide; 5] = [
    QueueSide::FloorGroup,
    QueueSide::OursSqlite,
    QueueSide::OursPostgres,
    QueueSide::ApalisSqliteHook,
    QueueSide::ApalisPostgres,
];
const CASE: &str = "100 a second";
const PER_SECOND: f64 = 100.0;
const TIME: Duration = Duration::from_secs(10);
/// What arrives in the first second does not count.
const WARM_UP: usize = 100;
const HANDLERS: usize = 16;
/// After the last answer.
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut sides = options.of(&SIDES);
    for round in 1..=options.rounds {
        random.shuffle(&mut sides);
        // The same for all sides of a round.
        let arrivals = arrivals(&mut random, options.time.unwrap_or(TIME));
        for &side in &sides {
            report.add(measure(place, side, &arrivals, round).await?)?;
        }
    }
    report.table();
    for side in [QueueSide::OursSqlite, QueueSide::OursPostgres] {
        report.at_most(side, CASE, "start p50 ms", 1.0);
    }
    Ok(())
}

/// Independent of one another, as from many senders.
fn arrivals(random: &mut fastrand::Rng, time: Duration) -> Vec<Duration> {
    let mut at = 0.0;
    let mut arrivals = Vec::new();
    let end = time.as_secs_f64() + 1.0;
    while at < end {
        arrivals.push(Duration::from_secs_f64(at));
        at -= (1.0 - random.f64()).ln() / PER_SECOND;
    }
    arrivals
}

async fn measure(
    place: &BenchFolder,
    side: QueueSide,
    arrivals: &[Duration],
    round: usize,
) -> Result<Figure, BoxError> {
    let room = place.room(side.name())?;
    let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
    let starts = Arc::new(Starts::of_the_first(arrivals.len()));
    // A mere file has no reader: it only shows how much of an answer is the disk.
    let works = side != QueueSide::FloorGroup;
    if works {
        store.work(HANDLERS, Arc::clone(&starts)).await?;
    }
    let source = MessageSource::new();
    let arrivals: Vec<_> = arrivals.iter().map(|at| (*at, store.arrive(source.message()))).collect();
    place.calm_down().await?;
    let answers = open_loop(arrivals).await?;
    let deadline = Instant::now() + PATIENCE;
    while works && starts.count() < answers.len() as u64 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    let (mut answer, mut start) = (Latencies::default(), Latencies::default());
    let mut never = 0;
    for (number, answered) in answers.iter().enumerate() {
        if let Err(error) = &answered.result {
            return Err(format!("{}: not accepted: {error}", side.name()).into());
        }
        if number < WARM_UP {
            continue;
        }
        answer.push(answered.answered - answered.arrived);
        if works {
            let started = starts.time(number);
            never += u32::from(started.is_none());
            start.push(started.unwrap_or_else(Instant::now).saturating_duration_since(answered.arrived));
        }
    }
    if never > 0 {
        warn(&format!("{}: {never} were not handled within {} seconds", side.name(), PATIENCE.as_secs()));
    }
    store.close().await?;
    room.remove().await?;
    let mut values = vec![("answer p50 ms", answer.percentile(50.0)), ("answer p99 ms", answer.percentile(99.0))];
    if works {
        values.extend([("start p50 ms", start.percentile(50.0)), ("start p99 ms", start.percentile(99.0))]);
    }
    Ok(Figure { side, case: CASE.to_owned(), round, values })
}
