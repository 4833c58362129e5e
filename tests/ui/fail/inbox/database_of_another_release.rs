//! Use the release of sqlx that the documentation of `Tx` names.

use cronofy_hooks::{Hooks, Secrets, Tx, cronofy_handler, handlers};

/// Another release of sqlx.
mod sqlx {
    pub type Error = std::fmt::Error;
    pub struct Postgres;
    pub struct PgConnection;
    pub struct PgListener;
    pub struct Query;

    pub trait Executor<'c> {}
    impl<'c> Executor<'c> for &'c mut PgConnection {}
    impl<'c> Executor<'c> for &'c mut PgListener {}

    pub fn query(_: &str) -> Query {
        Query
    }

    impl Query {
        pub async fn execute<'c, E: Executor<'c>>(self, _: E) -> Result<(), Error> {
            Ok(())
        }
    }
}

#[cronofy_handler(notification = "change")]
async fn change(mut tx: Tx<sqlx::Postgres>) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO to_sync DEFAULT VALUES").execute(&mut tx).await
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}
