//! An inbox in PostgreSQL.

#[cfg(feature = "_postgres-tests")]
use cronofy_hooks::inbox::postgres::PostgresInbox;
#[cfg(feature = "_postgres-tests")]
use cronofy_hooks_postgres_server::Server;
#[cfg(feature = "_postgres-tests")]
use cronofy_hooks_sync::PostgresChannels;

#[cfg(feature = "_postgres-tests")]
use crate::channels::stats_show_channels;
#[cfg(feature = "_postgres-tests")]
use crate::drive::drive;
use crate::program::{program, run};

#[cfg(feature = "_postgres-tests")]
#[tokio::test]
async fn the_binary_works_while_the_application_runs() {
    let server = Server::start();
    let url = server.create_database();
    // The command does not create an inbox.
    for _ in 0..2 {
        let ended = run(&mut program(&format!("inbox list --url {url}")));
        assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
        assert!(ended.err.starts_with("error: "), "{ended:?}");
    }
    let inbox = PostgresInbox::from_url(&url).await.expect("it opens");
    drive(&inbox, &url).await;
    let pool = sqlx::PgPool::connect(&url).await.expect("it answers");
    let store = async || PostgresChannels::new(pool).await.expect("there is a table");
    stats_show_channels(&url, store).await;
    let ended = run(&mut program(&format!("inbox stats --url {url}?schema=other")));
    assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
}

#[test]
fn an_unreachable_server_is_reported_without_the_password() {
    // No program listens on port 1.
    for url in ["postgres://app:hidden@127.0.0.1:1/app", "postgresql://127.0.0.1:1/app?password=hidden"] {
        let ended = run(program("inbox list").env("INBOX_URL", url));
        assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
        assert!(ended.err.starts_with("error: ") && !ended.err.contains("hidden"), "{ended:?}");
    }
}
