//! A call of the API: with cronofy-hooks-client, and with reqwest alone.

mod call;
mod ours;
mod plain;
mod server;

pub use self::call::{ApiSide, BenchCall, CallResult};
pub use self::server::BenchServer;
