//! [`Exclusion`]: whether two processes run the same job or key at once, by locks in a database.

use std::sync::Mutex;

use sqlx::{Connection as _, Executor as _, PgConnection};

/// Locks in the database that have nothing to do with the inbox. A lock goes with its connection, and
/// so with its process.
#[derive(Debug)]
pub(super) struct Exclusion {
    url: String,
    idle: Mutex<Vec<PgConnection>>,
}

/// The locks of one run.
#[derive(Debug)]
pub(super) struct ExclusionLock(PgConnection);

impl Exclusion {
    pub(super) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), idle: Mutex::default() }
    }

    /// Takes the locks of a job and its key. If another run has one of them, writes that down for the harness.
    pub(super) async fn lock(
        &self,
        marker: u64,
        place: usize,
        key: Option<&str>,
    ) -> Result<ExclusionLock, sqlx::Error> {
        let idle = self.idle.lock().unwrap().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => PgConnection::connect(&self.url).await?,
        };
        let job = format!("job {marker}.{place}");
        for name in [Some(&*job), key].into_iter().flatten() {
            let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock(hashtextextended($1, 7))")
                .bind(name)
                .fetch_one(&mut connection)
                .await?;
            if !free {
                sqlx::query("INSERT INTO violation (name) VALUES ($1)").bind(name).execute(&mut connection).await?;
            }
        }
        Ok(ExclusionLock(connection))
    }

    pub(super) async fn unlock(&self, ExclusionLock(mut connection): ExclusionLock) -> Result<(), sqlx::Error> {
        connection.execute("SELECT pg_advisory_unlock_all()").await?;
        self.idle.lock().unwrap().push(connection);
        Ok(())
    }
}
