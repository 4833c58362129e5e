//! [`Unhandled`]: what a fallback takes.

use std::fmt;

use super::{FromDelivery, Parts, Rejection};
use crate::delivery::Delivery;
use crate::parse::{Occurrence, PayloadSlot};

/// Why an occurrence reached the fallback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No handler takes it: it is new, or not in the list.
    NoHandler,
    /// There is a handler, and the delivery does not have what it takes: the body does not fit the
    /// payload type, or another argument was missing. Says which.
    Mismatch(String),
    /// It is the rest of a delivery with more occurrences than [`Occurrence::MOST`]. Says how many the
    /// delivery has.
    TooMany(usize),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHandler => f.write_str("no handler takes it"),
            Self::Mismatch(reason) => f.write_str(reason),
            Self::TooMany(count) => write!(
                f,
                "the delivery has {count} occurrences; the first {} are handled one by one, and this is the rest",
                Occurrence::MOST
            ),
        }
    }
}

impl PayloadSlot {
    /// Why a payload that no handler of its route takes goes to the fallback.
    pub(crate) fn into_reason(self) -> Reason {
        match self {
            Self::Mismatch(reason) => Reason::Mismatch(reason),
            Self::Rest(count) => Reason::TooMany(count),
            Self::Read(_) | Self::None | Self::Later => Reason::NoHandler,
        }
    }
}

/// What a `fallback` handler takes: an occurrence that no other handler took, and why.
///
/// What a fallback itself cannot take is lost, or a dead letter of the inbox. So let it take nothing that may not
/// fit: an `Option<Path<T>>` is `None` for a path without parameters only, and another path may not fit `T`.
///
/// The notification `verification`, with which the service tries the URL of a new channel, comes here as well, unless
/// it has a handler.
///
/// ```
/// use cronofy_hooks::{Unhandled, cronofy_handler};
///
/// #[cronofy_handler(fallback)]
/// async fn anything_else(unhandled: Unhandled) {
///     eprintln!("{}: {}", unhandled.occurrence(), unhandled.reason());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Unhandled {
    occurrence: Occurrence,
    reason: Reason,
    delivery: Delivery,
}

impl Unhandled {
    /// By hand, for tests of a fallback. In deliveries the library makes it.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// use cronofy_hooks::route::Route;
    /// use cronofy_hooks::testing::TestRequest;
    /// use cronofy_hooks::{Occurrence, Reason, Unhandled};
    ///
    /// let occurrence = Occurrence::of(Route::notification("brand_new"));
    /// let delivery = TestRequest::body(r#"{"notification":{"type":"brand_new"}}"#).into_delivery();
    /// let unhandled = Unhandled::new(occurrence, Reason::NoHandler, delivery);
    /// assert_eq!(unhandled.occurrence().to_string(), r#"notification "brand_new""#);
    /// # }
    /// ```
    #[must_use]
    pub fn new(occurrence: Occurrence, reason: Reason, delivery: Delivery) -> Self {
        Self { occurrence, reason, delivery }
    }

    /// What was not handled.
    #[must_use]
    pub fn occurrence(&self) -> &Occurrence {
        &self.occurrence
    }

    /// Why it was not handled.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The delivery that it came in, with the raw bytes.
    #[must_use]
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// The whole body as a JSON value.
    ///
    /// # Errors
    /// Where a value does not go into [`serde_json::Value`], such as a number out of range or
    /// nesting deeper than 128 levels. The bytes are always in [`Delivery::body`].
    // Compiled by the applications that call it, with all that reads a value.
    #[inline]
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_slice(self.delivery.body())
    }
}

impl FromDelivery<Unhandled> for Unhandled {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        Ok(Self {
            occurrence: parts.occurrence.clone(),
            reason: parts.reason.take().map_or(Reason::NoHandler, |reason| *reason),
            delivery: parts.delivery.clone(),
        })
    }
}
