//! [`Exclusion`]: whether two processes do the same at once, as a third one sees it.

use std::sync::Mutex;

use sqlx::{Connection as _, Executor as _, PgConnection};

/// Locks in the database that have nothing to do with the inbox. A lock goes with its connection, and
/// so with its process.
#[derive(Debug)]
pub(super) struct Exclusion {
    url: String,
    idle: Mutex<Vec<PgConnection>>,
}

/// What a run holds while it lasts.
#[derive(Debug)]
pub(super) struct Held(PgConnection);

impl Exclusion {
    pub(super) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), idle: Mutex::default() }
    }

    /// Takes what only one may have. If somebody else has it, that is written down, for the harness.
    pub(super) async fn hold(&self, marker: u64, place: usize, key: Option<&str>) -> Result<Held, sqlx::Error> {
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
        Ok(Held(connection))
    }

    pub(super) async fn let_go(&self, Held(mut connection): Held) -> Result<(), sqlx::Error> {
        connection.execute("SELECT pg_advisory_unlock_all()").await?;
        self.idle.lock().unwrap().push(connection);
        Ok(())
    }
}
