//! [`FileContents`]: what a file contains, and whether that keeps the promises.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cronofy_hooks::inbox::{JobFilter, SqliteInbox};
use cronofy_hooks::{BoxError, Inbox as _};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::delivery::{TestDelivery, TestTask};
use crate::marked::marker_of;
use crate::recording::VictimOutput;

/// The state of a job that is done.
const DONE: i64 = 4;

/// What a file contains.
#[derive(Debug, Default)]
pub struct FileContents {
    /// What `PRAGMA integrity_check` says.
    pub integrity: Vec<String>,
    /// The state of each job, of each delivery.
    pub deliveries: BTreeMap<u64, Vec<i64>>,
    /// How many rows the handlers wrote for each job.
    pub effects: BTreeMap<(u64, usize), u64>,
    /// Contradictions within the file.
    pub odd: Vec<String>,
}

impl FileContents {
    /// Reads a file past the library.
    ///
    /// # Errors
    /// When SQLite cannot open or read it.
    pub async fn read(file: &Path) -> Result<Self, BoxError> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).foreign_keys(false);
        let mut connection = options.connect().await?;
        let contents = Self::read_from(&mut connection).await?;
        connection.close().await?;
        Ok(contents)
    }

    async fn read_from(connection: &mut SqliteConnection) -> Result<Self, BoxError> {
        let mut contents = Self {
            integrity: sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *connection).await?,
            ..Self::default()
        };
        let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(&mut *connection)
            .await?;
        let has = |name: &str| tables.iter().any(|table| table == name);
        if has("work") != has("delivery") {
            contents.odd.push("there is one of the tables without the other".to_owned());
            return Ok(contents);
        }
        if has("work") {
            contents.read_deliveries(connection).await?;
        }
        if has("effect") {
            let rows: Vec<(i64, i64)> =
                sqlx::query_as("SELECT marker, place FROM effect").fetch_all(&mut *connection).await?;
            for (marker, place) in rows {
                *contents.effects.entry((u64::try_from(marker)?, usize::try_from(place)?)).or_default() += 1;
            }
        }
        Ok(contents)
    }

    async fn read_deliveries(&mut self, connection: &mut SqliteConnection) -> Result<(), BoxError> {
        let deliveries: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT id, body FROM delivery").fetch_all(&mut *connection).await?;
        let mut jobs: Vec<(i64, i64)> =
            sqlx::query_as("SELECT id, state FROM work ORDER BY id").fetch_all(&mut *connection).await?;
        for (id, body) in deliveries {
            let whole = marker_of(&body).filter(|marker| TestDelivery::new(*marker).body == body);
            let Some(marker) = whole else {
                self.odd.push(format!("delivery {id} has another body than was sent"));
                continue;
            };
            let states: Vec<i64> = jobs.extract_if(.., |(job, _)| *job >> 20 == id).map(|(_, state)| state).collect();
            if self.deliveries.insert(marker, states).is_some() {
                self.odd.push(format!("delivery {marker} is stored twice"));
            }
        }
        self.odd.extend(jobs.iter().map(|(job, _)| format!("there is a job {job} without its delivery")));
        Ok(())
    }

    /// The broken promises.
    #[must_use]
    pub fn broken(&self, said: &VictimOutput) -> Vec<String> {
        let mut broken = self.odd.clone();
        if self.integrity != ["ok"] {
            broken.push(format!("integrity_check: {:?}", self.integrity));
        }
        for marker in &said.acknowledged {
            if !self.deliveries.contains_key(marker) && !self.was_pruned(*marker, said) {
                broken.push(format!("delivery {marker} was acknowledged and is lost"));
            }
        }
        for (marker, states) in &self.deliveries {
            let tasks = TestDelivery::new(*marker).tasks;
            if states.len() != tasks.len() {
                broken.push(format!("delivery {marker} has {} of its {} jobs", states.len(), tasks.len()));
                continue;
            }
            if !said.sent.contains(marker) {
                broken.push(format!("delivery {marker} is stored and was never sent"));
            }
            for (place, (task, state)) in tasks.iter().zip(states).enumerate() {
                let written = self.effects.contains_key(&(*marker, place));
                if *task == TestTask::Effect && written != (*state == DONE) {
                    broken.push(format!("job {marker}.{place} is in state {state}; its row is there: {written}"));
                }
                if *task == TestTask::Note && *state == DONE && !said.handled.contains(&(*marker, place)) {
                    broken.push(format!("job {marker}.{place} is done, and its handler has not run"));
                }
            }
        }
        for ((marker, place), times) in &self.effects {
            if *times != 1 {
                broken.push(format!("job {marker}.{place} wrote its row {times} times"));
            }
        }
        broken
    }

    /// What is left to do, after a victim that came to its end.
    #[must_use]
    pub fn unfinished(&self, markers: impl Iterator<Item = u64>, said: &VictimOutput) -> Vec<String> {
        let mut unfinished = Vec::new();
        for marker in markers {
            if !said.acknowledged.contains(&marker) {
                unfinished.push(format!("delivery {marker} was never acknowledged"));
            }
            let done = |state: &i64| *state == DONE;
            let stored = self.deliveries.get(&marker).is_some_and(|states| states.iter().all(done));
            if !stored && !self.was_pruned(marker, said) {
                unfinished.push(format!("delivery {marker} is not handled"));
            }
        }
        unfinished
    }

    /// Whether a delivery may be gone because it was finished.
    fn was_pruned(&self, marker: u64, said: &VictimOutput) -> bool {
        let tasks = TestDelivery::new(marker).tasks;
        said.prunes
            && tasks.iter().enumerate().all(|(place, task)| match task {
                TestTask::Effect => self.effects.contains_key(&(marker, place)),
                TestTask::Note => said.handled.contains(&(marker, place)),
            })
    }
}

/// The deliveries that the library finds in a file after a fresh start.
///
/// # Errors
/// When it does not start, or does not read them.
pub async fn opened(file: &Path) -> Result<BTreeSet<u64>, BoxError> {
    let inbox = SqliteInbox::open(file).await?;
    let mut found = BTreeSet::new();
    for entry in inbox.list(JobFilter::all()).await? {
        let delivery = entry.job.delivery();
        let stored = inbox.show(delivery).await?.ok_or("a job that is listed has no delivery")?;
        found.insert(marker_of(&stored.body).ok_or("a stored body without a marker")?);
    }
    inbox.close().await?;
    Ok(found)
}
