//! Servers and users whose settings would lose acknowledged deliveries.

use std::sync::Arc;

use cronofy_hooks::inbox::PostgresInbox;
use cronofy_hooks_postgres_server::Server;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::{Database, blocking, end_connections, execute, opened, pool_options, refusal};
use crate::store::app::App;
use crate::store::wait::eventually;

const COMMIT_OFF: &str = "`synchronous_commit` is off, so PostgreSQL would lose deliveries that were acknowledged; \
    set it to on in the options of the pool, or with `ALTER ROLE … SET synchronous_commit = on`";
const FSYNC_OFF: &str = "`fsync` is off, so PostgreSQL would lose acknowledged deliveries when the power \
    fails; set it to on in `postgresql.conf`";

#[tokio::test]
async fn a_user_without_synchronous_commit() {
    let database = Database::new().await;
    let mut somebody = database.connect().await;
    execute(&mut somebody, "CREATE ROLE careless SUPERUSER LOGIN").await;
    execute(&mut somebody, "ALTER ROLE careless SET synchronous_commit = off").await;
    assert_eq!(refusal(database.pool_of("careless")).await, format!("Misconfigured: {COMMIT_OFF}"));
    execute(&mut somebody, "ALTER ROLE careless SET synchronous_commit = on").await;
    let mut app = App::start(opened(database.pool_of("careless")).await);
    app.accept("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_database_that_loses_its_synchronous_commit_under_the_running_application() {
    let database = Database::new().await;
    let mut app = App::start(database.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    let mut somebody = database.connect().await;
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(&mut somebody).await.unwrap();
    execute(&mut somebody, format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
    // It holds for new connections.
    end_connections(&mut somebody).await;
    eventually("it is noticed", async || app.refusal().await.contains("`synchronous_commit`").then_some(())).await;
    app.refuse_because("one", COMMIT_OFF).await;
    assert_eq!(app.refusal().await, format!("Misconfigured: {COMMIT_OFF}"));
    assert_eq!(refusal(database.pool()).await, format!("Misconfigured: {COMMIT_OFF}"));

    execute(&mut somebody, format!("ALTER DATABASE {name} RESET synchronous_commit")).await;
    end_connections(&mut somebody).await;
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_server_without_fsync() {
    let server = Arc::new(blocking(Server::start).await);
    let pool = || pool_options().connect_lazy(&server.url()).unwrap();
    let mut somebody = server.url().parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    execute(&mut somebody, "ALTER SYSTEM SET fsync = off").await;
    execute(&mut somebody, "SELECT pg_reload_conf()").await;
    eventually("the server has noticed", async || refusal_of(pool()).await).await;
    execute(&mut somebody, "ALTER SYSTEM RESET fsync").await;
    execute(&mut somebody, "SELECT pg_reload_conf()").await;
    let inbox = eventually("it opens", async || PostgresInbox::open(pool()).await.ok()).await;
    let mut app = App::start(inbox);
    app.accept("after").await;
    app.ends_well().await;
}

/// `None` as long as it opens.
async fn refusal_of(pool: sqlx::PgPool) -> Option<()> {
    let error = PostgresInbox::open(pool).await.err()?;
    assert_eq!(format!("{:?}: {error}", error.kind()), format!("Misconfigured: {FSYNC_OFF}"));
    Some(())
}

/// A server that is told to do without while connections are open: they keep to what was checked.
#[tokio::test]
async fn a_connection_that_was_checked_stays_durable() {
    let server = Arc::new(blocking(Server::start).await);
    let url: PgConnectOptions = server.url().parse().unwrap();
    let mut somebody = url.clone().application_name("somebody").connect().await.unwrap();
    let inbox = opened(pool_options().connect_lazy_with(url)).await;
    let mut app = App::start(inbox);
    app.accept("before").await;
    app.handles_everything().await;
    execute(&mut somebody, "CREATE TABLE found (setting text)").await;
    execute(
        &mut somebody,
        "CREATE FUNCTION found() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN INSERT INTO found VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$; \
         CREATE TRIGGER found AFTER INSERT ON cronofy_hooks.delivery FOR EACH ROW EXECUTE FUNCTION found()",
    )
    .await;
    execute(&mut somebody, "ALTER SYSTEM SET synchronous_commit = off").await;
    execute(&mut somebody, "SELECT pg_reload_conf()").await;
    eventually("the server has noticed", async || {
        let setting: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&mut somebody).await.unwrap();
        (setting == "off").then_some(())
    })
    .await;
    for number in 0..5 {
        app.accept(&format!("after {number}")).await;
    }
    app.handles_everything().await;
    let found: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT setting FROM found").fetch_all(&mut somebody).await.unwrap();
    assert_eq!(found, ["on"]);
    app.ends_well().await;
}
