//! [`OutageLog`]: logs the beginning and the end of an outage.

use tokio::time::Instant;

use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::text::Chain;

/// Logs the beginning and the end of an outage, and not each failure in between: deliveries keep coming
/// in.
#[derive(Debug, Default)]
pub(super) struct OutageLog(Option<(InboxErrorKind, Instant)>);

impl OutageLog {
    pub(super) fn record(&mut self, error: Option<&InboxError>) {
        match (error, self.0) {
            (Some(error), Some((kind, _))) if kind == error.kind() => {
                tracing::debug!(error = %Chain(error), "the inbox still cannot write");
            }
            (Some(error), before) => {
                let since = before.map_or_else(Instant::now, |(_, since)| since);
                self.0 = Some((error.kind(), since));
                tracing::error!(error = %Chain(error), "the inbox cannot write; deliveries are answered 503 until it can");
            }
            (None, Some((_, since))) => {
                self.0 = None;
                tracing::info!(failed_for_s = since.elapsed().as_secs_f64(), "the inbox writes again");
            }
            (None, None) => {}
        }
    }
}
