//! The story: three processes, and one is killed in the middle of its work.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sqlx::PgPool;
use tokio::time::{sleep, timeout};

use super::fleet::Fleet;
use super::service::{SentNotifications, Service};
use crate::app::database;
use crate::{BoxError, line};

/// The notifications before, around and after the time without the process that is killed.
const COUNTS: [usize; 3] = [15, 12, 9];
/// For what was sent to be handled, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often to look.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends, kills, starts again, and waits until everything that was acknowledged is handled.
pub(super) async fn play(fleet: &mut Fleet) -> Result<SentNotifications, BoxError> {
    let pool = database::connect(fleet.database()).await?;
    database::prepare(&pool).await?;

    heading("Three processes of one application start");
    let mut service = Service::new(run())?;
    for name in ["A", "B", "C"] {
        let url = fleet.start(name).await?;
        service.add(name, url);
    }

    heading("The service sends to each in turn; any free process handles");
    service.send(COUNTS[0]).await?;
    let starts = fleet.board.starts();
    let victim = loop {
        // It has just started, so it is in the middle.
        match timeout(PAUSE, fleet.board.next_start(starts)).await {
            Ok(Some(process)) => break process,
            Ok(None) | Err(_) => service.send(1).await?,
        }
    };

    let orphans = fleet.kill(&victim).await?;
    heading(&format!("{victim} was killed (SIGKILL) in the middle of {}", orphans.join(", ")));
    service.send(COUNTS[1]).await?;
    wait_for(&pool, &orphans).await?;
    heading("What it had started was handled all the same");
    for (subject, process) in effects(&pool, &orphans).await? {
        line::print(match process == victim {
            true => format!("        {subject}  by {process}, in its last moment"),
            false => format!("        {subject}  started by {victim}, taken over by {process}"),
        });
    }

    heading(&format!("{victim} is started again, and calls itself {victim}2"));
    let again = format!("{victim}2");
    let url = fleet.start(&again).await?;
    service.add(&again, url);
    service.send(COUNTS[2]).await?;
    wait_for(&pool, &service.sent.acknowledged).await?;
    pool.close().await;
    Ok(service.sent)
}

fn heading(text: &str) {
    line::print(format_args!("\n== {text}"));
}

/// Waits until there is an effect of each, and not for ever: then the summary says what is lost.
async fn wait_for(pool: &PgPool, subjects: &[String]) -> Result<(), BoxError> {
    let started = Instant::now();
    while effects(pool, subjects).await?.len() < subjects.len() && started.elapsed() < PATIENCE {
        sleep(PAUSE).await;
    }
    Ok(())
}

/// What became of some notifications, and which process did it.
async fn effects(pool: &PgPool, subjects: &[String]) -> Result<Vec<(String, String)>, sqlx::Error> {
    let select = "SELECT DISTINCT subject, process FROM cluster.effect WHERE subject = ANY($1) ORDER BY subject";
    sqlx::query_as(select).bind(subjects).fetch_all(pool).await
}

/// Short, and another one each time.
fn run() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut digits = [' '; 5];
    for digit in digits.iter_mut().rev() {
        *digit = char::from(DIGITS[(rest % 36) as usize]);
        rest /= 36;
    }
    digits.iter().collect()
}
