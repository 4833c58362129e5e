//! [`run`]: what a victim does, from its start to its end.

use std::fmt::Display;
use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, Retention, SqliteInbox, WorkerSettings};
use cronofy_hooks::{BoxError, Hooks, Inbox as _, handlers};
use futures_util::future::join_all;
use tokio::time::sleep;

use super::handlers::{effect, note};
use super::{Manner, ScriptSettings, careless, say};
use crate::delivery::TestDelivery;
use crate::marked::secrets;
use crate::recording::VictimNote;

/// How many deliveries a victim sends itself.
pub const DELIVERIES: u64 = 16;
/// More than the longest fault.
const TRIES: usize = 12;
/// More than a fault can use up.
const RETRIES: u32 = 1_000;
/// How often to check whether everything is handled.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Runs a victim.
///
/// # Errors
/// When something fails that should have gone well once the fault was over.
pub async fn run(settings: &ScriptSettings) -> Result<(), BoxError> {
    let subscriber = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false);
    subscriber.with_max_level(tracing_subscriber::filter::LevelFilter::WARN).init();
    if settings.manner == Manner::Careless {
        return careless::run(settings, DELIVERIES).await;
    }
    let first = ScriptRound { settings, name: "first", deliveries: 0..DELIVERIES - 5, prunes: true };
    first.run().await?;
    let second = ScriptRound { settings, name: "second", deliveries: DELIVERIES - 5..DELIVERIES, prunes: false };
    second.run().await?;
    say(&VictimNote::Phase("end".to_owned()));
    Ok(())
}

/// From a start to a stop.
struct ScriptRound<'s> {
    settings: &'s ScriptSettings,
    name: &'s str,
    deliveries: std::ops::Range<u64>,
    prunes: bool,
}

impl ScriptRound<'_> {
    async fn run(self) -> Result<(), BoxError> {
        let Self { settings, ref deliveries, .. } = self;
        self.begins("open");
        // A process whose start fails is started again.
        let inbox = again("open", || SqliteInbox::open(&settings.file)).await?;
        let hooks =
            |inbox: &SqliteInbox| Hooks::new(secrets()).handlers(handlers![effect, note, ..]).inbox(inbox.clone());
        let worker = WorkerSettings::default().retries(RETRIES).concurrency(2);
        let worker = worker.backoff(Duration::from_millis(1), Duration::from_millis(4));
        let receive = |inbox: &SqliteInbox| hooks(inbox).worker_elsewhere().into_router();
        let service = receive(&inbox)?;
        let send = async |marker| deliver(&service, marker, settings.manner).await;

        let end = deliveries.end;
        let (one_by_one, at_once, meanwhile) = if self.prunes {
            (deliveries.start..end - 5, end - 5..end - 3, end - 3..end - 1)
        } else {
            (deliveries.start..end - 3, end - 3..end - 2, end - 2..end)
        };
        self.begins("accept");
        for marker in one_by_one {
            send(marker).await?;
        }
        self.begins("accept at once");
        for sent in join_all(at_once.map(send)).await {
            sent?;
        }
        self.begins("work");
        let worker = hooks(&inbox).worker(worker).into_worker()?.spawn();
        handled(&inbox).await?;
        self.begins("work and accept");
        for marker in meanwhile {
            send(marker).await?;
        }
        handled(&inbox).await?;
        self.begins("stop");
        worker.shutdown().await;
        if self.prunes {
            // The worker has closed it, and is not to handle the last one.
            self.begins("prune");
            let inbox = again("open again", || SqliteInbox::open(&settings.file)).await?;
            again("prune", || inbox.prune(Retention::default().done(Duration::ZERO))).await?;
            self.begins("leave one for the next start");
            deliver(&receive(&inbox)?, end - 1, settings.manner).await?;
            self.begins("stop without a worker");
            if let Err(error) = inbox.close().await {
                say(&VictimNote::Failed(format!("close: {}", chain(&error))));
            }
        }
        Ok(())
    }

    fn begins(&self, phase: &str) {
        say(&VictimNote::Phase(format!("{}, {phase}", self.name)));
    }
}

/// Sends a delivery, and sends it again when it is refused, as the service does.
async fn deliver(service: &axum::Router, marker: u64, manner: Manner) -> Result<(), BoxError> {
    let delivery = TestDelivery::new(marker);
    say(&VictimNote::Answered(marker, 0));
    for _ in 0..TRIES {
        let answer = delivery.request().send_to(service.clone()).await;
        let status = if manner == Manner::Hasty { 204 } else { answer.status.as_u16() };
        say(&VictimNote::Answered(marker, status));
        if status == 204 {
            return Ok(());
        }
    }
    Err(format!("delivery {marker} was refused {TRIES} times").into())
}

/// Waits until every job is finished.
async fn handled(inbox: &SqliteInbox) -> Result<(), InboxError> {
    loop {
        let counts = again("count", || inbox.statistics()).await?;
        if counts.waiting + counts.running == 0 {
            return Ok(());
        }
        sleep(POLL_INTERVAL).await;
    }
}

async fn again<T, F>(what: &str, mut call: impl FnMut() -> F) -> Result<T, InboxError>
where
    F: Future<Output = Result<T, InboxError>>,
{
    let mut tries = TRIES;
    loop {
        match call().await {
            Err(error) if tries > 1 => {
                tries -= 1;
                say(&VictimNote::Failed(format!("{what}: {}", chain(&error))));
            }
            done => return done,
        }
    }
}

/// An error in one line, with what caused it.
fn chain(error: &dyn std::error::Error) -> impl Display {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(|error| error.to_string().replace('\n', " ")).collect::<Vec<_>>().join(": ")
}
