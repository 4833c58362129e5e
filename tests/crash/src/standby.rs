//! [`Standby`]: a database that is killed for good, and the standby that takes its place.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use fastrand::Rng;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::life::{StoreLife, StoreTerms};
use crate::process::Program;
use crate::victim::StoreLocation;

/// Kills a database under load and has its synchronous standby take its place.
#[derive(Clone, Debug)]
pub struct Standby {
    /// How often: each time with a new standby.
    pub kills: u32,
    /// What all randomness follows from, except for the scheduling of the processes.
    pub seed: u64,
    /// How to start the receiver.
    pub program: Program,
}

impl Standby {
    /// Kills it, and checks every promise at the end.
    ///
    /// # Panics
    /// When a promise was not kept, or a server does not do what it is asked.
    pub async fn run(self) -> CrashCounts {
        let mut primary = Arc::new(blocking(Server::start).await);
        let database = {
            let primary = Arc::clone(&primary);
            blocking(move || primary.create_database()).await
        };
        let proxy = Proxy::start(primary.address()).await;
        let url = database.replace(&primary.address().to_string(), &proxy.address.to_string());

        let mix = DeliveryMix { seed: self.seed, always_id: false, large: true };
        let lease = Duration::from_secs(1);
        let terms =
            StoreTerms { store: StoreLocation::Postgres(url), lease, mix, exclusive: false, pause: Duration::ZERO };
        let mut life = StoreLife::begin(terms, self.program, KeptFolder::new(), 1);
        life.start(0).await;
        let mut rng = Rng::with_seed(self.seed);
        for _ in 0..self.kills {
            let standby = {
                let primary = Arc::clone(&primary);
                Arc::new(blocking(move || primary.start_standby()).await)
            };
            life.acknowledges().await;
            sleep(Duration::from_millis(rng.u64(20..800))).await;
            let (killed, promoted, target) = (primary, Arc::clone(&standby), proxy.target.clone());
            life.kill_server(move || {
                killed.kill();
                promoted.promote();
                target.send_replace(promoted.address());
            })
            .await;
            primary = standby;
        }
        life.end().await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// The address that the receiver knows; it forwards to the current server.
struct Proxy {
    address: SocketAddr,
    target: watch::Sender<SocketAddr>,
}

impl Proxy {
    async fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (target, current) = watch::channel(target);
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let target = *current.borrow();
                connections.spawn(async move {
                    // A server that is not there is a connection that ends.
                    let Ok(mut server) = TcpStream::connect(target).await else { return };
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { address, target }
    }
}
