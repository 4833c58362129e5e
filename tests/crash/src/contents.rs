//! [`StoreContents`]: what a store contains at the end.

use std::collections::BTreeMap;

use bytes::Bytes;
use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{JobFilter, JobRecord, PostgresInbox, SqliteInbox};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

use crate::marked::marker_of;
use crate::victim::StoreLocation;

/// What a store contains.
#[derive(Debug, Default)]
pub struct StoreContents {
    /// Every delivery.
    pub deliveries: Vec<FoundDelivery>,
    /// Delivery and place of every row that handlers wrote.
    pub effects: BTreeMap<(u64, usize), u32>,
    /// The errors that the database finds in itself.
    pub damage: Vec<String>,
}

/// A stored delivery.
#[derive(Debug)]
pub struct FoundDelivery {
    /// Which.
    pub marker: u64,
    /// Its body.
    pub body: Bytes,
    /// Its jobs, in order.
    pub jobs: Vec<JobRecord>,
}

impl StoreContents {
    /// Reads a store that no process uses.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn of(store: &StoreLocation) -> Self {
        match store {
            StoreLocation::Sqlite(path) | StoreLocation::Careless(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                let mut connection = options.connect().await.unwrap();
                let damage = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut connection).await.unwrap();
                let effects = sqlx::query_as(EFFECTS).fetch_all(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                let inbox = SqliteInbox::options(path).attached().open().await.unwrap();
                let damage = damage.into_iter().filter(|line| line != "ok").collect();
                Self { deliveries: deliveries(&inbox).await, effects: counted(effects), damage }
            }
            StoreLocation::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                sqlx::query("CREATE EXTENSION IF NOT EXISTS amcheck").execute(&mut connection).await.unwrap();
                let damage = sqlx::query(AMCHECK).execute(&mut connection).await.err();
                let effects = sqlx::query_as(EFFECTS).fetch_all(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                let inbox = PostgresInbox::from_url(url).await.unwrap();
                let damage = damage.map(|error| error.to_string()).into_iter().collect();
                Self { deliveries: deliveries(&inbox).await, effects: counted(effects), damage }
            }
        }
    }
}

const EFFECTS: &str = "SELECT marker, place FROM effect";
/// Every index agrees with its table.
const AMCHECK: &str = "SELECT bt_index_check(index => c.oid, heapallindexed => true)
    FROM pg_index i JOIN pg_class c ON i.indexrelid = c.oid JOIN pg_am am ON c.relam = am.oid
    JOIN pg_namespace n ON c.relnamespace = n.oid
    WHERE am.amname = 'btree' AND n.nspname NOT LIKE 'pg_%' AND c.relpersistence = 'p' AND i.indisvalid";

fn counted(rows: Vec<(i64, i64)>) -> BTreeMap<(u64, usize), u32> {
    let mut counts = BTreeMap::new();
    for (marker, place) in rows {
        *counts.entry((marker.cast_unsigned(), usize::try_from(place).unwrap())).or_default() += 1;
    }
    counts
}

async fn deliveries(inbox: &dyn Inbox) -> Vec<FoundDelivery> {
    let jobs = inbox.list(JobFilter::all()).await.unwrap();
    let mut numbers: Vec<i64> = jobs.iter().map(|entry| entry.job.delivery()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut deliveries = Vec::with_capacity(numbers.len());
    for number in numbers {
        let stored = inbox.show(number).await.unwrap().expect("a delivery whose jobs are listed");
        let marker = marker_of(&stored.body).expect("a stored body has its marker");
        deliveries.push(FoundDelivery { marker, body: stored.body, jobs: stored.jobs });
    }
    let shown: usize = deliveries.iter().map(|kept| kept.jobs.len()).sum();
    assert_eq!(shown, jobs.len(), "`show` and `list` differ");
    inbox.close().await.unwrap();
    deliveries
}
