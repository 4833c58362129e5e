//! A victim that answers before anything is on the disk, so that the checks have something to find.

use cronofy_hooks::inbox::SqliteInbox;
use cronofy_hooks::{BoxError, Inbox as _};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::{ScriptSettings, say};
use crate::delivery::TestDelivery;
use crate::recording::VictimNote;

pub(super) async fn run(settings: &ScriptSettings, deliveries: u64) -> Result<(), BoxError> {
    // It makes the tables.
    SqliteInbox::open(&settings.file).await?.close().await?;
    let options = SqliteConnectOptions::new().filename(&settings.file).journal_mode(SqliteJournalMode::Wal);
    let mut connection = options.synchronous(SqliteSynchronous::Off).connect().await?;
    say(&VictimNote::Phase("careless".to_owned()));
    for marker in 0..deliveries {
        let delivery = TestDelivery::new(marker);
        sqlx::query("BEGIN").execute(&mut connection).await?;
        let id: i64 =
            sqlx::query_scalar("INSERT INTO delivery (received_us, head, body) VALUES (0, '', ?1) RETURNING id")
                .bind(delivery.body.to_vec())
                .fetch_one(&mut connection)
                .await?;
        for place in 0..i64::try_from(delivery.tasks.len())? {
            sqlx::query("INSERT INTO work (id, name, due_us) VALUES (?1, '', 0)")
                .bind((id << 20) + place)
                .execute(&mut connection)
                .await?;
        }
        sqlx::query("COMMIT").execute(&mut connection).await?;
        say(&VictimNote::Answered(marker, 204));
    }
    Ok(())
}
