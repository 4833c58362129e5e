//! From a verified delivery to the outcomes of its handlers.

mod deadlines;
mod dispatcher;
pub(crate) mod panic;
mod telemetry;
pub(crate) mod timeout;
mod unhandled_counts;

pub use self::deadlines::Deadlines;
#[cfg(feature = "inbox")]
pub(crate) use self::dispatcher::{Completion, Invocation};
pub(crate) use self::dispatcher::{Dispatch, Dispatched, Verdict};
pub(crate) use self::telemetry::Trace;
pub use self::unhandled_counts::UnhandledCounts;
