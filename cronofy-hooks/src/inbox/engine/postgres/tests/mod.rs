//! What is particular to this engine, on a real server. What every engine must do is checked
//! elsewhere, with `testing::inbox`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accept;
mod open;
mod outage;
mod plans;
mod queue_lock;
mod several;
mod transaction;
mod versions;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use jiff::Timestamp;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};

use super::{PostgresInbox, PostgresInboxOptions};
use crate::inbox::{
    Accepted, Inbox, InboxError, InboxErrorKind, JobFilter, JobRecord, LeaseRequest, LeasedJob, NewDelivery, NewJob,
};

/// One server for all tests that leave it as it is. It ends with the process.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// An application's pool on a database, and a schema of its own.
struct Place {
    pool: PgPool,
    schema: String,
}

impl Place {
    async fn new() -> Self {
        Self::on(&server().url()).await
    }

    async fn on(url: &str) -> Self {
        static PLACES: AtomicU32 = AtomicU32::new(0);
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        // Tests wait for a server that is down, but not for long.
        let pool = PgPoolOptions::new().max_connections(3).acquire_timeout(Duration::from_secs(2));
        Self { pool: pool.connect(url).await.unwrap(), schema: format!("place_{number}") }
    }

    /// A connection of the pool, behind everybody who waits for one already.
    async fn connection(&self) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
        let started = std::time::Instant::now();
        loop {
            match self.pool.acquire().await {
                Err(sqlx::Error::PoolTimedOut) if started.elapsed() < Duration::from_secs(60) => {}
                acquired => return acquired.unwrap(),
            }
        }
    }

    fn options(&self) -> PostgresInboxOptions {
        PostgresInbox::options(self.pool.clone()).schema(&self.schema)
    }

    async fn open(&self) -> PostgresInbox {
        self.options().open().await.unwrap()
    }

    /// Executes SQL of a test in the schema.
    async fn execute(&self, sql: &str) {
        let mut connection = self.pool.acquire().await.unwrap();
        let sql = format!("SET search_path TO {}; {sql}; RESET search_path", self.schema);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.unwrap();
    }

    /// Asks for one number of the schema.
    async fn number(&self, sql: &str) -> i64 {
        let sql = sql.replace("$schema", &self.schema);
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.pool).await.unwrap()
    }
}

fn job() -> NewJob {
    NewJob { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO }
}

fn of_key(key: &str) -> NewJob {
    NewJob { key: Some(key.to_owned()), ..job() }
}

fn delivery(repeat: Option<u8>, jobs: Vec<NewJob>) -> NewDelivery {
    NewDelivery {
        repeat: repeat.map(|repeat| [repeat; 16]),
        head: "head".to_owned(),
        body: "body".into(),
        received_at: Timestamp::now(),
        jobs,
    }
}

async fn lease(inbox: &PostgresInbox, max: usize) -> Vec<LeasedJob> {
    inbox.lease(LeaseRequest { max, lease_duration: Duration::from_secs(60), wait: false }).await.unwrap()
}

async fn list(inbox: &PostgresInbox) -> Vec<JobRecord> {
    inbox.list(JobFilter::all()).await.unwrap()
}

fn kind<T>(result: Result<T, InboxError>) -> Option<InboxErrorKind> {
    result.err().map(|error| error.kind())
}

/// Does something until it succeeds, as the service sends a delivery again.
async fn until_it_works<T, F: Future<Output = Result<T, InboxError>>>(mut attempt: impl FnMut() -> F) -> T {
    let started = std::time::Instant::now();
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => {
                assert_eq!(error.kind(), InboxErrorKind::Unavailable, "{error}");
                assert!(started.elapsed() < Duration::from_secs(60), "{error}");
            }
        }
    }
}

impl Place {
    /// Asks until the number is what it will be.
    async fn wait_for(&self, sql: &str, expected: i64) {
        let started = std::time::Instant::now();
        while self.number(sql).await != expected {
            assert!(started.elapsed() < Duration::from_secs(60), "{sql}: never {expected}");
        }
    }

    /// Waits until only the application's pool is connected to the database.
    async fn wait_for_the_pool_alone(&self) {
        let started = std::time::Instant::now();
        loop {
            let connected =
                self.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()").await;
            // A pool takes a connection back a little after it was dropped, and may open another meanwhile.
            if connected == i64::from(self.pool.size()) {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{connected} connections");
        }
    }
}
