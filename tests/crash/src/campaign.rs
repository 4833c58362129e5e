//! [`Campaign`]: kills, again and again, and then looks whether every promise was kept.

use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use fastrand::Rng;
use tokio::time::sleep;

use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::life::{StoreLife, StoreTerms};
use crate::process::Program;
use crate::victim::StoreLocation;

/// After this many kills a new store begins, so that kills hit the first steps of a store often.
const KILLS_OF_A_STORE: u32 = 25;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A receiver with an inbox in a file.
    Sqlite,
    /// A receiver with an inbox in a database.
    Postgres,
    /// The database, with all its processes.
    Server,
}

/// Kills, again and again.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// What is killed.
    pub target: Target,
    /// How often.
    pub kills: u32,
    /// What all randomness follows from, except for the scheduling of the processes.
    pub seed: u64,
    /// How to start a victim.
    pub program: Program,
}

impl Campaign {
    /// Kills, and reports the counts after each store.
    ///
    /// # Panics
    /// When a promise was not kept, or a victim does not work; the files then stay where they are.
    pub async fn run(&self, mut progress: impl FnMut(&CrashCounts)) -> CrashCounts {
        let server = match self.target {
            Target::Sqlite => None,
            Target::Postgres | Target::Server => {
                Some(std::sync::Arc::new(tokio::task::spawn_blocking(Server::start).await.unwrap()))
            }
        };
        let mut total = CrashCounts::default();
        let mut number = 0;
        while total.kills < u64::from(self.kills) {
            let left = self.kills - u32::try_from(total.kills).unwrap();
            let seed = self.seed.wrapping_mul(1_000_003).wrapping_add(number);
            number += 1;
            let folder = KeptFolder::new();
            let store = match &server {
                None => StoreLocation::Sqlite(folder.path().join("inbox.sqlite")),
                Some(server) => StoreLocation::Postgres(server.create_database()),
            };
            // With a file, no job has to wait for the lease of a dead process, so this lease would never end.
            let lease = Duration::from_secs(if server.is_some() { 1 } else { 600 });
            let mix = DeliveryMix { seed, always_id: false, large: true };
            let terms = StoreTerms { store, lease, mix, exclusive: false, pause: Duration::ZERO };
            let mut life = StoreLife::begin(terms, self.program.clone(), folder, 1);
            let mut rng = Rng::with_seed(seed);
            let kills = left.min(KILLS_OF_A_STORE);
            match (&server, self.target) {
                (Some(server), Target::Server) => {
                    life.start(0).await;
                    for _ in 0..kills {
                        sleep(Duration::from_millis(rng.u64(20..800))).await;
                        let server = std::sync::Arc::clone(server);
                        let restart = move || {
                            server.kill();
                            server.start_again();
                        };
                        life.kill_server(restart).await;
                    }
                }
                _ => {
                    for _ in 0..kills {
                        kill_once(&mut life, &mut rng).await;
                    }
                    life.start(0).await;
                }
            }
            total.add(&life.end().await);
            progress(&total);
        }
        total
    }
}

/// Starts the victim, and kills it at some moment of its life.
async fn kill_once(life: &mut StoreLife, rng: &mut Rng) {
    match rng.u32(0..10) {
        // While it starts: it opens the store, changes its tables, or recovers.
        0..2 => life.kill_at_start(Duration::from_micros(rng.u64(0..60_000))).await,
        // While it works.
        2..9 => life.kill_after(0, Duration::from_millis(rng.u64(5..300))).await,
        // After it has handled the jobs that its predecessors left.
        _ => life.kill_after(0, Duration::from_millis(rng.u64(300..1500))).await,
    }
}
