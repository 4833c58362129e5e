//! [`AnsweredDelivery`]: what [`Hooks::on_answer`](crate::Hooks::on_answer) reports.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use crate::delivery::Delivery;
use crate::dispatch::panic::caught;
#[cfg(feature = "drift")]
use crate::drift::DriftRecorder;
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

    fn call(&self, answered: &AnsweredDelivery<'_>) {
        if let Err(panic) = caught(|| (self.0)(answered)) {
            tracing::error!(panic, "the function in `on_answer` panicked");
        }
    }
}

impl fmt::Debug for OnAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnAnswer")
    }
}

/// What looks at a delivery once it is answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watchers {
    pub(crate) on_answer: Option<OnAnswer>,
    #[cfg(feature = "drift")]
    pub(crate) drift: Option<DriftRecorder>,
}

impl Watchers {
    /// Watches over the answer to a delivery, if there is anything to do after it.
    pub(super) fn watch(&self, delivery: &Delivery) -> Option<Box<WatchedAnswer>> {
        let is_used = self.on_answer.is_some();
        #[cfg(feature = "drift")]
        let is_used = is_used || self.drift.is_some();
        is_used.then(|| Box::new(WatchedAnswer { watchers: self.clone(), delivery: delivery.clone(), status: None }))
    }
}

/// A delivery that is being answered. It reports when it is dropped, because a server drops the future of a request
/// whose sender has disconnected.
pub(super) struct WatchedAnswer {
    watchers: Watchers,
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
        if let Some(on_answer) = &self.watchers.on_answer {
            on_answer.call(&AnsweredDelivery { delivery: &self.delivery, status: self.status });
        }
        #[cfg(feature = "drift")]
        if let Some(drift) = &self.watchers.drift {
            drift.observe(&self.delivery);
        }
    }
}
