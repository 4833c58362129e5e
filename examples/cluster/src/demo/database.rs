//! [`DemoDatabase`]: the one that `DATABASE_URL` names, or a server of the demonstration's own.

use cronofy_hooks_postgres_server::Server;
use tokio::task::spawn_blocking;

use crate::{BoxError, line};

const HINT: &str = "\
no PostgreSQL server is installed, which the demonstration starts for itself. Install it:

  Debian, Ubuntu   sudo apt-get install postgresql
  Fedora           sudo dnf install postgresql-server
  macOS            brew install postgresql

or set DATABASE_URL to a database where it may create two schemas: postgres://user@host/database";

pub(super) struct DemoDatabase {
    url: String,
    /// `None` for a server that `DATABASE_URL` names.
    server: Option<Server>,
}

impl DemoDatabase {
    pub(super) async fn start() -> Result<Self, BoxError> {
        if let Ok(url) = std::env::var("DATABASE_URL") {
            line::print("PostgreSQL: the database of DATABASE_URL");
            return Ok(Self { url, server: None });
        }
        if !Server::is_installed() {
            return Err(HINT.into());
        }
        line::print("PostgreSQL: a private server, in a temporary folder");
        let server = spawn_blocking(Server::start).await;
        let server = server.map_err(|_| "PostgreSQL did not start, for the reason above; or set DATABASE_URL")?;
        Ok(Self { url: server.url(), server: Some(server) })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Ends the server and removes its files, where it is the demonstration's own.
    pub(super) async fn stop(self) {
        // Dropping it waits until it has ended, which is also so if this is not waited for.
        let _ = spawn_blocking(move || drop(self.server)).await;
    }
}
