//! Kills, power cuts and clusters, each with few rounds; the binary `crash` does as many as you like.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod abort;
mod cluster;
mod files;
mod hang;
mod kills;
mod power;
mod standby;

use cronofy_hooks_crash::process::Program;
use tokio::sync::{Mutex, MutexGuard};

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_crash"))
}

/// One test at a time: a process that gets no CPU time loses its leases, as designed.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}
