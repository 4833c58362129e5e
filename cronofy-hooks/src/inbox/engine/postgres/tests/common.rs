//! A server, databases, and short ways to say what happens.

pub(super) use std::sync::OnceLock;
pub(super) use std::sync::atomic::{AtomicU32, Ordering};
pub(super) use std::time::Duration;

pub(super) use cronofy_hooks_postgres_server::Server;
pub(super) use jiff::Timestamp;
pub(super) use sqlx::postgres::PgPoolOptions;
pub(super) use sqlx::{AssertSqlSafe, PgPool};

pub(super) use super::super::{PostgresInbox, PostgresInboxOptions};
pub(super) use crate::inbox::{
    Accepted, Inbox, InboxError, InboxErrorKind, JobFilter, JobRecord, LeaseRequest, LeasedJob, NewDelivery, NewJob,
};

/// One server for all tests that leave it as it is. It ends with the process.
pub(super) fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// An application's pool on a database, and a schema of its own.
pub(super) struct Place {
    pub(super) pool: PgPool,
    pub(super) schema: String,
}

impl Place {
    pub(super) async fn new() -> Self {
        Self::on(&server().url()).await
    }

    pub(super) async fn on(url: &str) -> Self {
        static PLACES: AtomicU32 = AtomicU32::new(0);
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        // Tests wait for a server that is down, but not for long.
        let pool = PgPoolOptions::new().max_connections(3).acquire_timeout(Duration::from_secs(2));
        Self { pool: pool.connect(url).await.unwrap(), schema: format!("place_{number}") }
    }

    /// A connection of the pool, after all callers that wait for one already.
    pub(super) async fn connection(&self) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
        let started = std::time::Instant::now();
        loop {
            match self.pool.acquire().await {
                Err(sqlx::Error::PoolTimedOut) if started.elapsed() < Duration::from_secs(60) => {}
                acquired => return acquired.unwrap(),
            }
        }
    }

    pub(super) fn options(&self) -> PostgresInboxOptions {
        PostgresInbox::options(self.pool.clone()).schema(&self.schema)
    }

    pub(super) async fn open(&self) -> PostgresInbox {
        self.options().open().await.unwrap()
    }

    /// Executes SQL of a test in the schema.
    pub(super) async fn execute(&self, sql: &str) {
        let mut connection = self.pool.acquire().await.unwrap();
        let sql = format!("SET search_path TO {}; {sql}; RESET search_path", self.schema);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.unwrap();
    }

    /// Queries one number of the schema.
    pub(super) async fn number(&self, sql: &str) -> i64 {
        let sql = sql.replace("$schema", &self.schema);
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.pool).await.unwrap()
    }
}

pub(super) fn job() -> NewJob {
    NewJob { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO }
}

pub(super) fn of_key(key: &str) -> NewJob {
    NewJob { key: Some(key.to_owned()), ..job() }
}

pub(super) fn delivery(repeat: Option<u8>, jobs: Vec<NewJob>) -> NewDelivery {
    NewDelivery {
        repeat: repeat.map(|repeat| [repeat; 16]),
        head: "head".to_owned(),
        body: "body".into(),
        received_at: Timestamp::now(),
        jobs,
    }
}

pub(super) async fn lease(inbox: &PostgresInbox, max: usize) -> Vec<LeasedJob> {
    inbox.lease(LeaseRequest { max, lease_duration: Duration::from_secs(60), wait: false }).await.unwrap()
}

pub(super) async fn list(inbox: &PostgresInbox) -> Vec<JobRecord> {
    inbox.list(JobFilter::all()).await.unwrap()
}

pub(super) fn kind<T>(result: Result<T, InboxError>) -> Option<InboxErrorKind> {
    result.err().map(|error| error.kind())
}

/// Repeats a call until it succeeds, as the service sends a delivery again.
pub(super) async fn until_it_works<T, F: Future<Output = Result<T, InboxError>>>(mut attempt: impl FnMut() -> F) -> T {
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
    /// Waits until a number is as expected.
    pub(super) async fn wait_for(&self, sql: &str, expected: i64) {
        let started = std::time::Instant::now();
        while self.number(sql).await != expected {
            assert!(started.elapsed() < Duration::from_secs(60), "{sql}: never {expected}");
        }
    }

    /// Waits until only the application's pool is connected to a database that only this place uses.
    pub(super) async fn wait_for_the_pool_alone(&self) {
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
