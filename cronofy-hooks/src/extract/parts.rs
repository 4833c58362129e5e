//! [`Parts`]: what there is to extract from.

use std::fmt;
use std::sync::Arc;

use super::{FromDelivery, Reason, Rejection, States, Unhandled};
use crate::delivery::Delivery;
use crate::occurrence::Occurrence;
use crate::payload::generated::documented::Documented;
use crate::read;

/// One occurrence on its way to its handler: what extractors read.
pub struct Parts {
    pub(super) handler: &'static str,
    pub(super) delivery: Delivery,
    pub(super) occurrence: Occurrence,
    pub(super) payload: PayloadSlot,
    pub(super) states: Arc<States>,
    pub(super) reason: Option<Reason>,
}

/// The payload, until the argument that takes it is extracted.
#[derive(Debug)]
pub(crate) enum PayloadSlot {
    /// Not a documented one, or taken.
    None,
    /// One of several in the delivery: it is read when it is wanted, so that no two of them are in
    /// memory together.
    Later,
    /// The rest of a delivery that has so many occurrences.
    Rest(usize),
    /// Read in the same pass as the name of its route.
    Read(Documented),
    /// Valid JSON that does not fit the type.
    Misfit(String),
}

impl PayloadSlot {
    /// Why a payload that no handler of its route takes goes to the fallback.
    pub(crate) fn into_reason(self) -> Reason {
        match self {
            Self::Misfit(reason) => Reason::Unfit(reason),
            Self::Rest(count) => Reason::TooMany(count),
            Self::Read(_) | Self::None | Self::Later => Reason::NoHandler,
        }
    }

    /// The payload, read now if it was not read before.
    #[inline]
    pub(crate) fn read(self, delivery: &Delivery, occurrence: &Occurrence) -> Self {
        match self {
            Self::Later => read::payload_at(delivery.body(), occurrence.index()),
            slot => slot,
        }
    }
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
        Self { handler, delivery, occurrence, payload: PayloadSlot::None, states, reason: Some(reason) }
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
