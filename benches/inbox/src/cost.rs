//! What a delivery costs: processor time, waits, system calls and bytes.

use std::sync::Arc;
use std::time::Duration;

use crate::counters::Counters;
use crate::drive::{MessageSource, closed_loop, send};
use crate::options::BenchOptions;
use crate::pipeline::left;
use crate::place::BenchFolder;
use crate::report::{BenchReport, Figure};
use crate::sides::{BoxError, QueueSide, QueueStore};
use crate::starts::Starts;

const SIDES: [QueueSide; 3] = [QueueSide::FloorGroup, QueueSide::OursSqlite, QueueSide::OursPostgres];
const SENDERS: [usize; 3] = [1, 8, 64];
const HANDLERS: usize = 64;
const TIME: Duration = Duration::from_secs(3);
/// So that connections, caches and prepared statements are not counted.
const WARM_UP: Duration = Duration::from_millis(500);

pub(crate) async fn run(options: &BenchOptions, place: &BenchFolder, report: &mut BenchReport) -> Result<(), BoxError> {
    let sides = options.of(&SIDES);
    let time = options.time.unwrap_or(TIME);
    for round in 1..=options.rounds {
        for &side in &sides {
            for senders in SENDERS {
                report.add(measure(place, side, senders, false, time, round).await?)?;
            }
            if side != QueueSide::FloorGroup {
                report.add(measure(place, side, HANDLERS, true, time, round).await?)?;
            }
        }
    }
    report.table();
    Ok(())
}

/// Accepts for some time; with `handled`, until all of it is handled as well.
async fn measure(
    place: &BenchFolder,
    side: QueueSide,
    senders: usize,
    handled: bool,
    time: Duration,
    round: usize,
) -> Result<Figure, BoxError> {
    let room = place.room(side.name())?;
    let store: Arc<dyn QueueStore> = side.open(&room).await?.into();
    let server = if side == QueueSide::OursPostgres { Some(place.server_process().await?) } else { None };
    let (source, starts) = (Arc::new(MessageSource::new()), Arc::new(Starts::of_the_first(0)));
    let mut before_handlers = 0;
    if handled {
        store.work(HANDLERS, Arc::clone(&starts)).await?;
        before_handlers = send(&store, &source, senders, WARM_UP).await?.accepted;
        left(&*store, &starts, before_handlers).await?;
    } else {
        closed_loop(&store, &source, senders, WARM_UP).await?;
    }
    place.calm_down().await?;
    let before = Counters::now(server)?;
    let driven = send(&store, &source, senders, time).await?;
    if handled {
        left(&*store, &starts, before_handlers + driven.accepted).await?;
    }
    let mut values = Counters::now(server)?.since(&before).each(driven.accepted);
    store.close().await?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let stored = room.stored().await? as f64 / 1024.0 / source.made() as f64;
    values.push(("KB stored", stored));
    room.remove().await?;
    let what = if handled { "accept and handle" } else { "accept" };
    Ok(Figure { side, case: format!("{what}, {senders} senders"), round, values })
}
