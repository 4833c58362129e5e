//! `inbox`: what an inbox holds, and changing it by hand.
//!
//! [`InboxCommand`] is the command without the choice of an inbox, for applications that have one.

mod args;
mod bury;
mod change;
mod command;
mod connect;
mod desk;
mod filter;
mod help;
mod list;
mod prune;
mod record;
mod replay;
mod retry;
mod row;
mod show;
mod stats;

pub(crate) use self::args::InboxArgs;
pub use self::command::InboxCommand;
pub use self::connect::connect;
