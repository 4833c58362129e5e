//! [`PostgresEngine`]: the parts of an open inbox, apart from the batcher.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, OnceLock};

use sqlx::PgPool;

use super::listen::Listening;
use super::schema::{Schema, Statements};
use crate::inbox::engine::shared::EngineClock;

#[derive(Debug)]
pub(crate) struct PostgresEngine {
    pub(super) pool: PgPool,
    /// The inbox made the pool, and closes it.
    pub(super) is_own_pool: bool,
    pub(super) schema: Schema,
    pub(super) statements: Statements,
    pub(super) clock: EngineClock,
    /// The server's process of the session that writes. Its notifications are for other processes.
    pub(super) process: Arc<AtomicU32>,
    pub(super) listening: OnceLock<Listening>,
}
