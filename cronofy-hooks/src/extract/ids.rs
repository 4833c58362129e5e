//! [`NotificationId`] and [`Attempt`]: the headers that some notifications have.

use std::fmt;

use super::{FromDelivery, OptionalFromDelivery, Parts, Rejection};

/// `Cronofy-Notification-ID`: identifies a notification across the attempts to deliver it.
///
/// Documented for event triggers only, and not signed: take `Option<NotificationId>` unless you
/// know that yours has one. A delivery without it is unhandled: it goes to the fallback.
/// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
///
/// ```
/// use cronofy_hooks::payload::EventStart;
/// use cronofy_hooks::{NotificationId, cronofy_handler};
///
/// #[cronofy_handler(transition = "event_start")]
/// async fn event_start(start: EventStart, id: Option<NotificationId>) {
///     if let Some(NotificationId(id)) = id { println!("{id}") }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NotificationId(pub String);

impl fmt::Display for NotificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `Cronofy-Notification-Attempt`: the number of this attempt to deliver, from 1.
///
/// It is the service's count. Behind an inbox a delivery that was accepted is not sent again, and the
/// runs of its handler are counted by the worker.
///
/// Documented for event triggers only, and not signed: take `Option<Attempt>` unless you know that
/// yours has one. A delivery without it is unhandled: it goes to the fallback.
/// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt(pub u32);

impl<R> FromDelivery<R> for NotificationId {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let id = parts.delivery().notification_id().map(|id| Self(id.to_owned()));
        id.ok_or_else(|| {
            Rejection::unhandled("the delivery has no Cronofy-Notification-ID; take `Option<NotificationId>`")
        })
    }
}

impl<R> OptionalFromDelivery<R> for NotificationId {
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        Ok(parts.delivery().notification_id().map(|id| Self(id.to_owned())))
    }
}

impl<R> FromDelivery<R> for Attempt {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        parts.delivery().attempt().map(Self).ok_or_else(|| {
            Rejection::unhandled("the delivery has no Cronofy-Notification-Attempt; take `Option<Attempt>`")
        })
    }
}

impl<R> OptionalFromDelivery<R> for Attempt {
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        Ok(parts.delivery().attempt().map(Self))
    }
}
