//! [`unflushed`]: what a database had not brought to the disk when it answered.

use std::collections::HashMap;
use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::clock::SharedClock;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::marked::marker_of;
use crate::process::Program;
use crate::victim::{StoreLocation, VictimSettings};

const EXTENSION: &str = "CREATE EXTENSION IF NOT EXISTS pg_walinspect";
const FLUSHED: &str = "SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint";
const COMMITS: &str = "SELECT xid::text::bigint, (end_lsn - '0/0')::bigint
    FROM pg_get_wal_records_info('0/0'::pg_lsn + $1::numeric, pg_current_wal_flush_lsn())
    WHERE resource_manager = 'Transaction' AND record_type LIKE 'COMMIT%'";

/// What stores the deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Careful {
    /// A victim that only accepts.
    Accepting,
    /// A victim with a worker.
    Working,
    /// A connection that does not wait for the disk: `synchronous_commit` is off.
    Not,
}

/// Stores this many deliveries one after the other. Returns those whose transaction was not on the disk
/// when the server answered.
///
/// After each answer the server is asked how far its log is on the disk. The log itself says later at
/// which position each transaction ends.
///
/// # Panics
/// When the extension `pg_walinspect` is not there, or the victim does not work.
pub async fn unflushed(server: &Server, program: &Program, careful: Careful, deliveries: u64) -> Vec<u64> {
    let url = server.create_database();
    let mut witness = PgConnection::connect(&url).await.unwrap();
    let extension = witness.execute(EXTENSION).await;
    extension.expect("pg_walinspect comes with PostgreSQL 15 and later: apt-get install postgresql-contrib");
    let begin: i64 = sqlx::query_scalar(FLUSHED).fetch_one(&mut witness).await.unwrap();
    let (flushed, transactions) = match careful {
        Careful::Not => carelessly(&url, &mut witness, deliveries).await,
        Careful::Accepting | Careful::Working => {
            accepted(&url, &mut witness, program, careful == Careful::Working, deliveries).await
        }
    };
    // So that the log is on the disk up to the last of them.
    witness.execute("CREATE TABLE last ()").await.unwrap();
    let commits: Vec<(i64, i64)> = sqlx::query_as(COMMITS).bind(begin).fetch_all(&mut witness).await.unwrap();
    let commits: HashMap<i64, i64> = commits.into_iter().collect();
    let late = flushed.iter().filter(|(marker, flushed)| commits[&transactions[marker]] > *flushed);
    late.map(|&(marker, _)| marker).collect()
}

type FlushedAndCommitted = (Vec<(u64, i64)>, HashMap<u64, i64>);

async fn accepted(
    url: &str,
    witness: &mut PgConnection,
    program: &Program,
    works: bool,
    deliveries: u64,
) -> FlushedAndCommitted {
    let folder = KeptFolder::new();
    let settings = VictimSettings {
        store: StoreLocation::Postgres(url.to_owned()),
        process: 0,
        journal: folder.path().join("journal"),
        clock: SharedClock::new(),
        mix: DeliveryMix { seed: 1, always_id: true, large: true },
        lease: Duration::from_secs(30),
        works,
        exclusive: false,
        pause: Duration::ZERO,
        aborts: None,
    };
    let mut victim = program.start(&settings);
    let address = victim.address().await;
    let mut flushed = Vec::new();
    for marker in 0..deliveries {
        let answer = settings.mix.delivery(marker).request().post_to(&address).await.unwrap();
        flushed.push((marker, sqlx::query_scalar(FLUSHED).fetch_one(&mut *witness).await.unwrap()));
        assert!(answer.status == 204, "answered {}: {}", answer.status, answer.text);
    }
    victim.stop().await;
    let rows = sqlx::query_as("SELECT xmin::text::bigint, body FROM cronofy_hooks.delivery");
    let rows: Vec<(i64, Vec<u8>)> = rows.fetch_all(witness).await.unwrap();
    let transactions = rows.into_iter().map(|(transaction, body)| (marker_of(&body).unwrap(), transaction)).collect();
    (flushed, transactions)
}

async fn carelessly(url: &str, witness: &mut PgConnection, deliveries: u64) -> FlushedAndCommitted {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute("CREATE TABLE careless (marker bigint)").await.unwrap();
    connection.execute("SET synchronous_commit = off").await.unwrap();
    let mut flushed = Vec::new();
    let mut transactions = HashMap::new();
    for marker in 0..deliveries {
        let insert = sqlx::query_scalar("INSERT INTO careless VALUES ($1) RETURNING xmin::text::bigint");
        let transaction = insert.bind(marker.cast_signed()).fetch_one(&mut connection).await.unwrap();
        flushed.push((marker, sqlx::query_scalar(FLUSHED).fetch_one(&mut *witness).await.unwrap()));
        transactions.insert(marker, transaction);
    }
    (flushed, transactions)
}
