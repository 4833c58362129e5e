//! [`Parts`]: what there is to extract from.

use std::fmt;
use std::sync::Arc;

use super::{FromAnyDelivery, Reason, Rejection, RoutePayload, States};
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

    /// Runs another extractor for every route, inside one of your own. For the payload, use [`payload`](Self::payload).
    ///
    /// An extractor for one route is run by its trait, in an extractor for the same route:
    ///
    /// ```
    /// use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
    /// use cronofy_hooks::payload::MeetingAgentComplete;
    /// # struct Recorded { resources: usize }
    /// # impl FromDelivery<MeetingAgentComplete> for Recorded {
    /// #     async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> { Ok(Self { resources: 2 }) }
    /// # }
    ///
    /// /// Recording and transcript.
    /// struct Both(Recorded);
    ///
    /// impl FromDelivery<MeetingAgentComplete> for Both {
    ///     async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
    ///         let recorded = <Recorded as FromDelivery<MeetingAgentComplete>>::from_delivery(parts).await?;
    ///         if recorded.resources == 2 { Ok(Self(recorded)) } else { Err(Rejection::unhandled("one is missing")) }
    ///     }
    ///
    ///     fn needs(needs: &mut Needs) {
    ///         <Recorded as FromDelivery<MeetingAgentComplete>>::needs(needs);
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// As that extractor says.
    pub async fn extract<T: FromAnyDelivery>(&mut self) -> Result<T, Rejection> {
        T::from_delivery(self).await
    }

    /// Takes the payload, inside an extractor of your own for the handlers of one route: see
    /// [`FromDelivery`](super::FromDelivery#an-extractor-for-one-route). There is one payload: a handler that takes such an
    /// extractor does not take the payload beside it, and of two such extractors the second gets none, so every delivery
    /// would go to the fallback. If the extractor names its [need](super::Needs::payload), the start refuses such a handler.
    ///
    /// The type of a schema of your own, for an `unlisted` name, is taken with
    /// `<T as FromDelivery<PayloadOfYourOwn>>::from_delivery(parts)`.
    ///
    /// # Errors
    /// [`Rejection::unhandled`], when the body does not fit the type, when it is the payload of another route, or when it
    /// was taken before.
    pub async fn payload<P: RoutePayload>(&mut self) -> Result<P, Rejection> {
        P::from_delivery(self).await
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
