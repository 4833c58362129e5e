//! The application: its state, its handlers, and how they run.

pub(crate) mod database;
mod handlers;

use std::time::Duration;

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::inbox::WorkerSettings;
use cronofy_hooks::{Hooks, NoHandlers};
use sqlx::PgPool;

use crate::line::{self, HandlerStep, ProcessLine};

/// What handlers share within one process. Everything else is in the database.
#[derive(Clone, Debug)]
pub(crate) struct App {
    /// As the application's table has it.
    process: String,
    pool: PgPool,
    /// How long it takes to fetch a recording.
    fetching: Duration,
    is_silent: bool,
}

impl App {
    pub(crate) fn new(process: String, pool: PgPool) -> Self {
        Self { process, pool, fetching: Duration::from_secs(2), is_silent: false }
    }

    /// For `inbox replay --dry-run`: handlers do not wait, and print nothing between the command's lines.
    pub(crate) fn dry_run(pool: PgPool) -> Self {
        Self { process: "dry run".to_owned(), pool, fetching: Duration::ZERO, is_silent: true }
    }

    /// Shows what a handler is doing.
    fn show(&self, subject: &str, handler: &str, step: HandlerStep, note: &str) {
        if !self.is_silent {
            let (subject, handler, note) = (subject.to_owned(), handler.to_owned(), note.to_owned());
            line::print(ProcessLine { subject, handler, step, note });
        }
    }
}

/// The same in every process, whether it receives, handles, or runs a command.
pub(crate) fn hooks<I>(hooks: Hooks<NoHandlers, (), I>, app: App) -> Hooks<impl ProvidedBy<App>, App, I> {
    hooks.handlers(handlers::all()).state(app)
}

/// Shorter times than an application needs, so that the demonstration is short.
pub(crate) fn settings() -> WorkerSettings {
    WorkerSettings::default()
        .concurrency(database::HANDLERS)
        // The work of a process that was killed begins elsewhere after this time.
        .lease(Duration::from_secs(3))
        .grace(Duration::from_secs(5))
}
