//! [`Tx`]: the transaction in which the inbox marks a handler's occurrence as done.

mod connection;
mod database;
mod execute;
mod extract;

pub use self::connection::TxConnection;
pub use self::database::TxDatabase;
pub use self::extract::Tx;
