//! From a verified delivery to the outcomes of its handlers.

mod completion;
mod deadlines;
mod dispatcher;
pub(crate) mod panic;
mod telemetry;
pub(crate) mod timeout;
mod unhandled_counts;

#[cfg(feature = "inbox")]
pub(crate) use self::completion::Completion;
pub use self::deadlines::Deadlines;
#[cfg(feature = "inbox")]
pub(crate) use self::dispatcher::Invocation;
pub(crate) use self::dispatcher::{Dispatch, Dispatched, Verdict};
pub(crate) use self::telemetry::Trace;
pub use self::unhandled_counts::UnhandledCounts;
