//! A call of the API: with cronofy-hooks-client, and with reqwest alone.

mod call;
mod ours;
mod plain;
mod server;
mod side;

pub use self::call::{BenchCall, CallResult};
pub use self::server::BenchServer;
pub use self::side::ApiSide;
