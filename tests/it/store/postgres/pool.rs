//! A pool whose connections the application uses up.

use super::{Database, end_connections, opened, pool_options};
use crate::store::app::App;

const NOT_IN_TIME: &str = "no connection to PostgreSQL in time; check that the server runs, and that the pool has as \
    many connections as are used at once";

#[tokio::test]
async fn a_pool_that_is_used_up_for_a_while() {
    let database = Database::new().await;
    let pool = pool_options().max_connections(2).connect_lazy(&database.0).unwrap();
    let mut app = App::start(opened(pool.clone()).await);
    app.accept("before").await;
    app.handles_everything().await;

    // The task that writes has a connection of its own.
    let all = [pool.acquire().await.unwrap(), pool.acquire().await.unwrap()];
    app.accept("meanwhile").await;
    let uncounted = r#"{"status":"ok","waiting":null,"running":null,"dead":null,"oldest_age_seconds":null}"#;
    assert_eq!(app.health().await, (200, uncounted.to_owned()));
    app.logs(&["WARN", "the jobs of the inbox could not be counted", NOT_IN_TIME]).await;
    // Until it needs another.
    let mut somebody = database.connect().await;
    end_connections(&mut somebody).await;
    app.send_until_refused("one ").await;
    app.refuse_because("two", NOT_IN_TIME).await;
    assert_eq!(app.refusal().await, format!("Unavailable: {NOT_IN_TIME}"));

    drop(all);
    app.accept_at_last("after").await;
    app.ends_well().await;
}
