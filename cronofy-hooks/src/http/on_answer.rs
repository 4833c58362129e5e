//! [`AnsweredDelivery`]: what [`Hooks::on_answer`](crate::Hooks::on_answer) reports.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use crate::delivery::Delivery;
use crate::dispatch::panic::caught;
use crate::parse::Subjects;

/// A verified delivery and its answer: the argument of [`Hooks::on_answer`](crate::Hooks::on_answer).
#[derive(Clone, Copy, Debug)]
pub struct AnsweredDelivery<'d> {
    delivery: &'d Delivery,
    status: Option<StatusCode>,
}

impl<'d> AnsweredDelivery<'d> {
    /// The delivery.
    #[must_use]
    pub fn delivery(&self) -> &'d Delivery {
        self.delivery
    }

    /// The status; `None` when the sender disconnected before there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Whether the service takes the delivery as received: every 2xx, and nothing else.
    /// Source: <https://docs.cronofy.com/developers/push-notifications/>.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }

    /// The channel through which the delivery came, if it came through one. Reads the body.
    #[must_use]
    pub fn channel_id(&self) -> Option<String> {
        Subjects::of(self.delivery.body()).channel
    }
}

/// The function that is called with each answer.
#[derive(Clone)]
pub(crate) struct OnAnswer(Arc<dyn Fn(&AnsweredDelivery<'_>) + Send + Sync>);

impl OnAnswer {
    pub(crate) fn new(call: impl Fn(&AnsweredDelivery<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(call))
    }

    pub(super) fn watch(&self, delivery: &Delivery) -> Box<WatchedAnswer> {
        Box::new(WatchedAnswer { on_answer: self.clone(), delivery: delivery.clone(), status: None })
    }
}

impl fmt::Debug for OnAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnAnswer")
    }
}

/// A delivery that is being answered. It reports when it is dropped, because a server drops the future of a request
/// whose sender has disconnected.
pub(super) struct WatchedAnswer {
    on_answer: OnAnswer,
    delivery: Delivery,
    status: Option<StatusCode>,
}

impl WatchedAnswer {
    pub(super) fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for WatchedAnswer {
    fn drop(&mut self) {
        let answered = AnsweredDelivery { delivery: &self.delivery, status: self.status };
        if let Err(panic) = caught(|| (self.on_answer.0)(&answered)) {
            tracing::error!(panic, "the function in `on_answer` panicked");
        }
    }
}
