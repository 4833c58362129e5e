//! The table of a recorder, which is only read.

use cronofy_hooks_contract::drift::NoveltyLedger;

use crate::CommandError;

/// Reads the table of a database; empty if there is none.
pub(super) async fn read_table(url: &str) -> Result<NoveltyLedger, CommandError> {
    let read = match url.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", _)) => sqlite(url).await,
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres(url).await,
        _ => {
            return Err(CommandError::usage(
                "this is not the URL of a database that this program can read; write `sqlite:inbox.sqlite` or \
                 `postgres://user@host/database`",
            ));
        }
    };
    read.map_err(|error| {
        CommandError::failed(format_args!("the table `cronofy_drift` cannot be read: {error}; check the URL"))
    })
}

/// Reads the table, unless a query says that it is not there.
macro_rules! read {
    ($pool:expr, $store:ident, $is_there:literal) => {{
        use cronofy_hooks::drift::{DriftStore as _, $store};

        let pool = $pool;
        let ledger = match sqlx::query_scalar::<_, bool>($is_there).fetch_one(&pool).await? {
            true => $store::attached(pool.clone()).load().await?,
            false => NoveltyLedger::default(),
        };
        pool.close().await;
        Ok(ledger)
    }};
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str) -> Result<NoveltyLedger, cronofy_hooks::BoxError> {
    use std::str::FromStr as _;

    use sqlx::SqlitePool;
    use sqlx::sqlite::SqliteConnectOptions;

    // The parameters say how to open an inbox, which this only reads.
    let options = SqliteConnectOptions::from_str(url.split('?').next().unwrap_or(url))?.read_only(true);
    read!(
        SqlitePool::connect_with(options).await?,
        SqliteDrift,
        "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'cronofy_drift'"
    )
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str) -> Result<NoveltyLedger, cronofy_hooks::BoxError> {
    use sqlx::PgPool;

    let (url, _) = crate::inbox::without_schema(url);
    read!(PgPool::connect(&url).await?, PostgresDrift, "SELECT to_regclass('cronofy_drift') IS NOT NULL")
}
