//! [`Parts`]: what there is to extract from.

use std::fmt;
use std::sync::Arc;

use super::{FromDelivery, Reason, Rejection, States, Unhandled};
use crate::delivery::Delivery;
use crate::parse::{Occurrence, PayloadSlot};

/// One occurrence on its way to its handler: what extractors read.
pub struct Parts {
    pub(super) handler: &'static str,
    pub(super) delivery: Delivery,
    pub(super) occurrence: Occurrence,
    pub(super) payload: PayloadSlot,
    pub(super) states: Arc<States>,
    /// Boxed: only a fallback has one, and the future of every call has room for it.
    pub(super) reason: Option<Box<Reason>>,
}

impl Parts {
    pub(crate) fn new(
        handler: &'static str,
        delivery: Delivery,
        occurrence: Occurrence,
        payload: PayloadSlot,
        states: Arc<States>,
    ) -> Self {
        Self { handler, delivery, occurrence, payload, states, reason: None }
    }

    /// For the fallback.
    pub(crate) fn unhandled(
        handler: &'static str,
        delivery: Delivery,
        occurrence: Occurrence,
        reason: Reason,
        states: Arc<States>,
    ) -> Self {
        Self { handler, delivery, occurrence, payload: PayloadSlot::None, states, reason: Some(Box::new(reason)) }
    }

    /// The name of the function that the arguments are for.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn handler(&self) -> &'static str {
        self.handler
    }

    /// Takes the payload, and leaves none.
    #[inline]
    pub(super) fn take_payload(&mut self) -> PayloadSlot {
        std::mem::replace(&mut self.payload, PayloadSlot::None).read(&self.delivery, &self.occurrence)
    }

    /// The delivery.
    #[must_use]
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// The occurrence that the handler is called for.
    #[must_use]
    pub fn occurrence(&self) -> &Occurrence {
        &self.occurrence
    }

    /// Runs another extractor, inside one of your own.
    ///
    /// # Errors
    /// As that extractor says.
    pub async fn extract<T: FromDelivery<Unhandled>>(&mut self) -> Result<T, Rejection> {
        T::from_delivery(self).await
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("handler", &self.handler)
            .field("delivery", &self.delivery)
            .field("occurrence", &self.occurrence)
            .finish_non_exhaustive()
    }
}
