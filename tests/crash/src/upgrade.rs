//! [`Upgrade`]: this release and the one before on one store, under load.

use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use tokio::time::sleep;

use crate::campaign::Target;
use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::life::{StoreLife, StoreTerms};
use crate::process::Program;
use crate::victim::StoreLocation;

/// This release takes over a store from the one before, while that one works on it.
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// Where the store is.
    pub target: Target,
    /// What all randomness follows from, except for the scheduling of the processes.
    pub seed: u64,
    /// How to start a victim of this release.
    pub program: Program,
    /// How to start a victim of the release before.
    pub previous: Program,
}

impl Upgrade {
    /// Runs it, and checks every promise at the end.
    ///
    /// # Panics
    /// When a promise was not kept, or the release before does not refuse the store afterwards.
    pub async fn run(self) -> CrashCounts {
        let server = match self.target {
            Target::Sqlite => None,
            Target::Postgres | Target::Server => Some(tokio::task::spawn_blocking(Server::start).await.unwrap()),
        };
        let folder = KeptFolder::new();
        let store = match &server {
            None => StoreLocation::Sqlite(folder.path().join("inbox.sqlite")),
            Some(server) => StoreLocation::Postgres(server.create_database()),
        };
        let mix = DeliveryMix { seed: self.seed, always_id: false, large: true };
        let terms = StoreTerms { store, lease: Duration::from_secs(2), mix, exclusive: false, pause: Duration::ZERO };
        let mut life = StoreLife::begin(terms, self.program, folder, 2);
        let (new, old) = (0, 1);

        life.start_as(old, &self.previous).await;
        sleep(Duration::from_secs(2)).await;
        // It brings the store to this release, and both work on it.
        life.start(new).await;
        for _ in 0..5 {
            sleep(Duration::from_secs(1)).await;
            life.kill(new).await;
            life.start(new).await;
        }
        life.kill(old).await;
        let refusal = life.refused(&self.previous).await;
        assert!(refusal.contains("newer release"), "{refusal}");
        sleep(Duration::from_secs(1)).await;
        life.end().await
    }
}
