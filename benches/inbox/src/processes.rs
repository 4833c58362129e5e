//! How many deliveries several processes accept and handle per second with one PostgreSQL.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::drive::{MessageSource, send};
use crate::options::BenchOptions;
use crate::place::BenchFolder;
use crate::report::{BenchReport, Figure};
use crate::sides::{BoxError, QueueSide, open_database};
use crate::starts::Starts;

/// The command line of one of the processes: this, the URL, the number of the process, its senders and the seconds.
pub(crate) const CHILD: &str = "one-of-several-processes";

const PROCESSES: [u64; 4] = [1, 2, 4, 8];
/// Of all processes together.
const SENDERS: u64 = 64;
const HANDLERS: usize = 16;
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// More than one of the processes sends.
const EACH: u64 = 10_000_000;
const TIME: Duration = Duration::from_secs(5);

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut turns = PROCESSES;
    for round in 1..=options.rounds {
        random.shuffle(&mut turns);
        for processes in turns {
            report.add(measure(place, processes, options.time.unwrap_or(TIME), round).await?)?;
        }
    }
    report.table();
    Ok(())
}

async fn measure(place: &BenchFolder, processes: u64, time: Duration, round: usize) -> Result<Figure, BoxError> {
    let room = place.room("processes")?;
    let url = room.database().await?;
    let store = open_database(&url).await?;
    place.calm_down().await?;
    let started = Instant::now();
    let children = (0..processes).map(|number| {
        let mut command = Command::new(std::env::current_exe()?);
        let (number, senders) = (number.to_string(), (SENDERS / processes).to_string());
        command.args([CHILD, &url, &number, &senders, &time.as_secs_f64().to_string()]);
        command.stdout(Stdio::piped()).kill_on_drop(true).spawn()
    });
    let mut accepted = 0;
    for child in children.collect::<Result<Vec<_>, _>>()? {
        let output = child.wait_with_output().await?;
        let count = String::from_utf8_lossy(&output.stdout).trim().parse::<u64>();
        accepted += count.map_err(|_| "one of the processes failed; its error is above")?;
    }
    let took = started.elapsed();
    let unfinished = store.unfinished().await?;
    store.close().await?;
    room.remove().await?;
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let values = vec![
        ("accepted per second", accepted as f64 / time.as_secs_f64()),
        ("done per second", accepted.saturating_sub(unfinished) as f64 / took.as_secs_f64()),
    ];
    Ok(Figure { side: QueueSide::OursPostgres, case: format!("{processes} processes"), round, values })
}

/// One of the processes. Prints how many deliveries it accepted, when all of them are handled, here or elsewhere.
pub(crate) async fn child(mut arguments: impl Iterator<Item = String>) -> Result<u64, BoxError> {
    let mut next = || arguments.next().ok_or("an argument is missing");
    let (url, number, senders, seconds) = (next()?, next()?.parse::<u64>()?, next()?.parse()?, next()?.parse()?);
    let store = open_database(&url).await?;
    let starts = Arc::new(Starts::of_the_first(0));
    store.work(HANDLERS, Arc::clone(&starts)).await?;
    // Repeats are recognized by the number, so each process has numbers of its own.
    let source = Arc::new(MessageSource::from(number * EACH));
    let driven = send(&store, &source, senders, Duration::from_secs_f64(seconds)).await?;
    // Rarely, because all processes ask, and the question costs the server something.
    while store.unfinished().await? > 0 {
        tokio::time::sleep(ASK_AGAIN).await;
    }
    store.close().await?;
    Ok(driven.accepted)
}
