//! Drift in SQL databases: one table, in the application's own.

use jiff::Timestamp;

use super::store::DriftStore;
use super::{Novelty, NoveltyKind, NoveltyLedger, Shapes, Sightings};
use crate::outcome::BoxError;

/// Both databases number their parameters in this way, and have these types. Times are in seconds; a novelty without a
/// name has the empty one.
macro_rules! create_table {
    () => {
        "CREATE TABLE IF NOT EXISTS cronofy_drift (\
         schema_path TEXT NOT NULL, place TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, \
         shapes BIGINT NOT NULL, seen BIGINT NOT NULL, first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL, \
         PRIMARY KEY (schema_path, place, kind, name))"
    };
}

/// Adds to a row; makes a new one only while the table has fewer than `$9`, and fewer than `$10` names at its place.
const RECORD: &str = "INSERT INTO cronofy_drift \
    (schema_path, place, kind, name, shapes, seen, first_seen, last_seen) \
    SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE EXISTS (SELECT 1 FROM cronofy_drift \
        WHERE schema_path = $1 AND place = $2 AND kind = $3 AND name = $4) \
    OR ((SELECT count(*) FROM cronofy_drift) < $9 AND ($4 = '' OR (SELECT count(*) FROM cronofy_drift \
        WHERE schema_path = $1 AND place = $2 AND kind = $3 AND name <> '') < $10)) \
    ON CONFLICT (schema_path, place, kind, name) DO UPDATE SET \
        shapes = cronofy_drift.shapes | excluded.shapes, seen = cronofy_drift.seen + excluded.seen, \
        first_seen = CASE WHEN excluded.first_seen < cronofy_drift.first_seen \
            THEN excluded.first_seen ELSE cronofy_drift.first_seen END, \
        last_seen = CASE WHEN excluded.last_seen > cronofy_drift.last_seen \
            THEN excluded.last_seen ELSE cronofy_drift.last_seen END";
const LOAD: &str = "SELECT schema_path, place, kind, name, shapes, seen, first_seen, last_seen FROM cronofy_drift";

type DriftRow = (String, String, String, String, i64, i64, i64, i64);

fn note(row: DriftRow, ledger: &mut NoveltyLedger) -> Result<(), BoxError> {
    let (schema, place, kind, name, shapes, seen, first, last) = row;
    // A later release may know more kinds.
    let Some(kind) = NoveltyKind::named(&kind) else { return Ok(()) };
    let sightings = Sightings {
        shapes: Shapes::from_bits(shapes),
        count: u64::try_from(seen)?,
        first: Timestamp::from_second(first)?,
        last: Timestamp::from_second(last)?,
    };
    ledger.note(Novelty { schema, place, kind, name: (!name.is_empty()).then_some(name) }, sightings);
    Ok(())
}

macro_rules! sql_drift {
    ($(#[$attribute:meta])* $store:ident, $database:ty, $create:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $store(sqlx::Pool<$database>);

        impl $store {
            /// A store in this database. Makes the table `cronofy_drift` unless it is there.
            ///
            /// # Errors
            /// When the database fails.
            pub async fn new(pool: sqlx::Pool<$database>) -> Result<Self, sqlx::Error> {
                sqlx::raw_sql($create).execute(&pool).await?;
                Ok(Self(pool))
            }

            /// A store in a database that has the table, for tools that only read it.
            #[must_use]
            pub fn attached(pool: sqlx::Pool<$database>) -> Self {
                Self(pool)
            }
        }

        impl DriftStore for $store {
            async fn record(&self, seen: &NoveltyLedger) -> Result<(), BoxError> {
                let mut transaction = self.0.begin().await?;
                for (Novelty { schema, place, kind, name }, sightings) in seen.iter() {
                    // What has no room with its name may have it without.
                    let names = [name.as_deref(), Some("")].into_iter().flatten();
                    for name in names {
                        let query = sqlx::query(RECORD)
                            .bind(schema)
                            .bind(place)
                            .bind(kind.as_str())
                            .bind(name)
                            .bind(sightings.shapes.bits())
                            .bind(i64::try_from(sightings.count)?)
                            .bind(sightings.first.as_second())
                            .bind(sightings.last.as_second())
                            .bind(i64::try_from(NoveltyLedger::MOST)?)
                            .bind(i64::try_from(NoveltyLedger::MOST_NAMES)?);
                        if query.execute(&mut *transaction).await?.rows_affected() > 0 {
                            break;
                        }
                    }
                }
                Ok(transaction.commit().await?)
            }

            async fn load(&self) -> Result<NoveltyLedger, BoxError> {
                let mut ledger = NoveltyLedger::default();
                for row in sqlx::query_as::<_, DriftRow>(LOAD).fetch_all(&self.0).await? {
                    note(row, &mut ledger)?;
                }
                Ok(ledger)
            }
        }
    };
}

#[cfg(feature = "sqlite")]
sql_drift! {
    /// Keeps drift in SQLite, in the table `cronofy_drift`: also in the file of the inbox.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    SqliteDrift, sqlx::Sqlite, create_table!()
}

#[cfg(feature = "postgres")]
sql_drift! {
    /// Keeps drift in PostgreSQL, in the table `cronofy_drift`.
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    // `CREATE TABLE IF NOT EXISTS` can fail when two processes run it at once. The lock makes the second one wait.
    PostgresDrift, sqlx::Postgres,
    concat!("SELECT pg_advisory_xact_lock(hashtext('cronofy_drift')); ", create_table!())
}
