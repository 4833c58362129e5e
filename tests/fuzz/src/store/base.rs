//! [`BaseFile`]: a file before it is damaged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::inbox::sqlite::MIGRATIONS;
use cronofy_hooks::inbox::{Inbox as _, Join, LeaseRequest, LeaseUpdate, NewDelivery, NewJob, SqliteInbox};
use jiff::Timestamp;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

/// What an application of the first release leaves behind: a job in each state.
const ROWS: &str = "
    INSERT INTO delivery (id, repeat, received_us, head, body) VALUES
        (1, x'01010101010101010101010101010101', 1000000, 'head 1', x'010101'),
        (2, NULL, 2000000, 'head 2', x'020202');
    INSERT INTO work (id, name, key, state, held, fence, attempts, replays, due_us, finished_us, error) VALUES
        ((1 << 20) + 0, 'n', NULL, 0, 0, 0, 0, 0, 1000000, NULL, NULL),
        ((1 << 20) + 1, 'n', 'k', 1, 1, 3, 3, 1, 90000000, NULL, 'first'),
        ((1 << 20) + 2, 'n', 'k', 2, 0, 0, 0, 0, 1000000, NULL, NULL),
        ((2 << 20) + 0, 'n', NULL, 4, 0, 1, 1, 0, 1000000, 1500000, NULL),
        ((2 << 20) + 1, 'n', NULL, 5, 0, 1, 1, 0, 1000000, 1500000, 'no'),
        ((2 << 20) + 2, 'n', NULL, 6, 0, 9, 9, 0, 1000000, 1500000, 'no');";

/// A file before it is damaged, and the log beside it.
#[derive(Debug)]
pub(super) struct BaseFile {
    main: Vec<u8>,
    wal: Vec<u8>,
}

impl BaseFile {
    /// One of this release, one that was not stopped in order, one of each earlier release with its
    /// memory of migrations and one without, and nothing at all.
    pub(super) fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<BaseFile>> = OnceLock::new();
        ALL.get_or_init(|| {
            // On a thread of its own, as there may be a runtime on this one.
            let made = std::thread::spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                runtime.block_on(Self::make())
            });
            made.join().unwrap()
        })
    }

    async fn make() -> Vec<Self> {
        let folder = TempDir::new().unwrap();
        let current = folder.path().join("current");
        small_pages(&current).await.close().await.unwrap();
        let inbox = SqliteInbox::open(&current).await.unwrap();
        fill(&inbox).await;
        let running = Self::read(&current);
        inbox.close().await.unwrap();
        let mut bases = vec![Self::read(&current), running];
        for count in 1..MIGRATIONS.len() {
            for remembered in [true, false] {
                let file = folder.path().join(format!("{count} {remembered}"));
                earlier(&file, count, remembered.then_some(&current)).await;
                bases.push(Self::read(&file));
            }
        }
        bases.push(Self { main: Vec::new(), wal: Vec::new() });
        bases
    }

    fn read(file: &Path) -> Self {
        Self { main: fs::read(file).unwrap(), wal: fs::read(wal(file)).unwrap_or_default() }
    }

    pub(super) fn write(&self, file: &Path) {
        fs::write(file, &self.main).unwrap();
        if !self.wal.is_empty() {
            fs::write(wal(file), &self.wal).unwrap();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.main.len() + self.wal.len()
    }
}

/// SQLite's log beside a file.
pub(super) fn wal(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// An empty file whose pages are the smallest, so that there is little to damage in vain.
async fn small_pages(file: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
    run(&mut connection, "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA user_version = 0;").await;
    connection
}

async fn earlier(file: &Path, migrations: usize, memory_of: Option<&PathBuf>) {
    let mut connection = small_pages(file).await;
    for (_, sql) in &MIGRATIONS[..migrations] {
        run(&mut connection, *sql).await;
    }
    run(&mut connection, ROWS).await;
    if let Some(current) = memory_of {
        run(&mut connection, format!("ATTACH '{}' AS current", current.display())).await;
        let table = "SELECT sql FROM current.sqlite_schema WHERE name = 'inbox_migration'";
        let table: String = sqlx::query_scalar(table).fetch_one(&mut connection).await.unwrap();
        run(&mut connection, table).await;
        let rows = "INSERT INTO main.inbox_migration SELECT * FROM current.inbox_migration WHERE version <=";
        run(&mut connection, format!("{rows} {migrations}")).await;
    }
    connection.close().await.unwrap();
}

async fn run(connection: &mut SqliteConnection, sql: impl Into<String>) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.into())).execute(connection).await.unwrap();
}

/// Five deliveries: one done, one dead, one leased, one that waits for it, two that join.
async fn fill(inbox: &SqliteInbox) {
    let job = |key: Option<&str>, join| NewJob {
        name: "notification \"change\"".to_owned(),
        key: key.map(str::to_owned),
        join,
        delay: Duration::ZERO,
    };
    let join = |since| Join { topic: "t".to_owned(), since: Timestamp::from_second(since).unwrap() };
    let jobs = [
        vec![job(None, None)],
        vec![job(None, None)],
        vec![job(Some("k"), None)],
        vec![job(Some("k"), None), job(Some("k"), None)],
        vec![job(None, Some(join(3)))],
        vec![job(None, Some(join(2)))],
    ];
    for (number, jobs) in jobs.into_iter().enumerate() {
        let delivery = NewDelivery {
            repeat: Some([u8::try_from(number).unwrap(); 16]),
            head: format!("{{\"format\":1,\"target\":\"/{number}\"}}"),
            body: Bytes::from(vec![b'b'; 40 * number]),
            received_at: Timestamp::from_second(1_000_000).unwrap(),
            jobs,
        };
        inbox.accept(delivery).await.unwrap();
        if number < 3 {
            let request = LeaseRequest { max: 1, lease_duration: Duration::from_secs(30), wait: false };
            let leased = inbox.lease(request).await.unwrap().remove(0);
            let update = match number {
                0 => LeaseUpdate::Done,
                1 => LeaseUpdate::Dead { error: "no".to_owned() },
                _ => continue,
            };
            assert!(inbox.update_lease(leased.job, leased.fence, update).await.unwrap());
        }
    }
}
