//! [`Cluster`]: several receivers on one database, one of them killed now and then.

use std::fmt;
use std::time::{Duration, Instant};

use cronofy_hooks_postgres_server::Server;
use fastrand::Rng;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::time::sleep;

use crate::clock::Moment;
use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::journal::JournalRun;
use crate::life::{StoreLife, StoreTerms};
use crate::process::Program;
use crate::victim::StoreLocation;

/// The number of receivers.
const SEATS: usize = 3;
/// How long a receiver keeps a job.
const LEASE: Duration = Duration::from_secs(5);
/// Long enough for a kill to find handlers at work.
const HANDLING: Duration = Duration::from_millis(60);
/// How many handlers run when a receiver is killed.
const UNDER_WAY: usize = 3;
/// Only so that a test which hangs ends; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often to look again.
const PAUSE: Duration = Duration::from_millis(50);

/// Several receivers on one database.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// How often one is killed.
    pub kills: u32,
    /// What all randomness follows from, except for the scheduling of the processes.
    pub seed: u64,
    /// How to start a victim.
    pub program: Program,
}

/// The result of a cluster.
#[derive(Clone, Debug)]
pub struct ClusterReport {
    /// What was counted.
    pub counts: CrashCounts,
    /// The time from each kill of a process until another one started the jobs that it had under way.
    pub takeovers: Vec<Duration>,
}

impl Cluster {
    /// Lets them work, and kills one after the other.
    ///
    /// # Panics
    /// When a promise was not kept, or a victim does not work; the files then stay where they are.
    pub async fn run(&self) -> ClusterReport {
        let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
        let url = server.create_database();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        connection.execute("CREATE TABLE violation (name text)").await.unwrap();
        let mix = DeliveryMix { seed: self.seed, always_id: true, large: true };
        let terms =
            StoreTerms { store: StoreLocation::Postgres(url), lease: LEASE, mix, exclusive: true, pause: HANDLING };
        let mut life = StoreLife::begin(terms, self.program.clone(), KeptFolder::new(), SEATS);
        life.start_all().await;
        let mut rng = Rng::with_seed(self.seed);
        let mut takeovers = Vec::new();
        for _ in 0..self.kills {
            sleep(Duration::from_millis(rng.u64(200..1000))).await;
            let seat = rng.usize(0..SEATS);
            busy(&life, seat).await;
            let (process, alive) = life.kill(seat).await;
            takeovers.extend(taken_over(&life, process, alive).await);
            life.start(seat).await;
            nothing_twice(&mut connection).await;
        }
        let counts = life.end().await;
        nothing_twice(&mut connection).await;
        takeovers.sort_unstable();
        ClusterReport { counts, takeovers }
    }
}

/// Checks what the handlers themselves found.
async fn nothing_twice(connection: &mut PgConnection) {
    let found = sqlx::query_scalar("SELECT name FROM violation").fetch_all(connection).await;
    let found: Vec<String> = found.unwrap();
    assert!(found.is_empty(), "ran twice at once: {found:?}");
}

/// Waits until a victim has something under way.
async fn busy(life: &StoreLife, seat: usize) {
    let started = Instant::now();
    while life.runs_of(seat).iter().filter(|run| run.ended.is_none()).count() < UNDER_WAY {
        assert!(started.elapsed() < PATIENCE, "a victim does nothing");
        sleep(PAUSE / 10).await;
    }
}

/// Waits until other processes have started everything that a process had under way.
async fn taken_over(life: &StoreLife, process: u32, alive: Moment) -> Vec<Duration> {
    let started = Instant::now();
    loop {
        let runs = life.runs();
        let cut_off = runs.iter().filter(|run| run.process == process && run.ended.is_none());
        let next = |lost: &JournalRun| {
            let again = runs.iter().filter(|run| (run.marker, run.place) == (lost.marker, lost.place));
            again.map(|run| run.began).filter(|&began| began > alive).min()
        };
        let next: Vec<Option<Moment>> = cut_off.map(next).collect();
        if next.iter().all(Option::is_some) {
            let waits = next.into_iter().flatten().map(|began| Duration::from_micros((began - alive).unsigned_abs()));
            return waits.collect();
        }
        let waiting = next.iter().filter(|next| next.is_none()).count();
        assert!(started.elapsed() < PATIENCE, "{waiting} jobs of a process that was killed are not taken over");
        sleep(PAUSE).await;
    }
}

impl fmt::Display for ClusterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |part: usize| {
            let index = (self.takeovers.len() * part / 100).min(self.takeovers.len().saturating_sub(1));
            self.takeovers.get(index).copied().unwrap_or_default().as_secs_f64()
        };
        write!(f, "{}", self.counts)?;
        writeln!(f, "{:<24}{:>10}", "taken over", self.takeovers.len())?;
        writeln!(
            f,
            "{:<24}{:>8.2} s (median), {:.2} s (longest), with a lease of {} s",
            "  after",
            at(50),
            at(100),
            LEASE.as_secs()
        )
    }
}
