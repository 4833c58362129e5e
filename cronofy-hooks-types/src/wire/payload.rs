//! [`Payload`]: what every generated payload type can do.

use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde::{Serialize, de::DeserializeOwned};

use super::notification::{Item, Notification, NotificationFields};
use crate::route::Route;

/// A type that holds the contents of one kind of delivery.
///
/// The generator implements it: for the documented payloads in this crate, and for your own schemas
/// from your `build.rs`. There is no need to implement it by hand.
pub trait Payload: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The route whose deliveries hold this payload.
    const ROUTE: Route;

    /// The keys of `notification` that this payload is read from, beside its names.
    #[doc(hidden)]
    const NOTIFICATION_KEYS: &'static [&'static str];

    /// What the schemas that were generated together document inside `notification`.
    #[doc(hidden)]
    type Fields: NotificationFields;

    /// Puts the payload together from the parts of a body: its notification, the one element of
    /// the interactions or transitions that this is about, and all other keys.
    #[doc(hidden)]
    fn assemble<'de, A: MapAccess<'de>>(
        notification: &Notification<'de, Self::Fields>,
        item: &Item<'de>,
        rest: A,
    ) -> Result<Self, A::Error>;

    /// The subtype of the interaction.
    #[doc(hidden)]
    fn subtype(&self) -> Option<&str> {
        None
    }

    /// Writes what stands in `notification` beside its names.
    #[doc(hidden)]
    fn write_notification<M: SerializeMap>(&self, notification: &mut M) -> Result<(), M::Error> {
        let _ = notification;
        Ok(())
    }

    /// Writes the other keys of the body.
    #[doc(hidden)]
    fn write_rest<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error>;
}
