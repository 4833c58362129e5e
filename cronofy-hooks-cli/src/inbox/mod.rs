//! `inbox`: shows and changes the jobs of an inbox.
//!
//! [`InboxCommand`] is the command without `--url`, for applications that open their inbox themselves.

mod args;
mod change;
mod channels;
mod command;
mod connect;
#[cfg(feature = "postgres")]
mod connect_postgres;
mod context;
mod forget;
mod help;
mod job_args;
mod job_json;
mod jobs_table;
mod list;
mod prune;
mod replay;
mod show;
mod stats;

pub(crate) use self::args::InboxArgs;
pub use self::command::InboxCommand;
pub use self::connect::connect;
#[cfg(all(feature = "postgres", feature = "schemas"))]
pub(crate) use self::connect_postgres::without_schema;
