//! The inbox in PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use cronofy_hooks::inbox::{Inbox, PostgresInbox};
use cronofy_hooks_conformance::{AllBroken, Divergence, TestClock, promises, walks};
use cronofy_hooks_postgres_server::Server;
use sqlx::postgres::PgPoolOptions;

/// A server with a schema for each inbox.
struct Schemas {
    server: Server,
    count: AtomicU32,
}

impl Schemas {
    fn new() -> Self {
        Self { server: Server::start(), count: AtomicU32::new(0) }
    }

    async fn open(&self, clock: TestClock) -> Arc<dyn Inbox> {
        let schema = format!("inbox{}", self.count.fetch_add(1, Ordering::Relaxed));
        let pool = PgPoolOptions::new().max_connections(8).connect(&self.server.url()).await.unwrap();
        let options = PostgresInbox::options(pool).schema(schema);
        Arc::new(options.clock(move || clock.now()).open().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_promises() -> Result<(), AllBroken> {
    let schemas = Schemas::new();
    promises(|clock| schemas.open(clock)).await
}

#[tokio::test]
async fn it_does_what_the_inbox_in_memory_does() -> Result<(), Divergence> {
    let schemas = Schemas::new();
    walks(0..96, |clock| schemas.open(clock)).await
}
