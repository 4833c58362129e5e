//! [`Payload`]: what every generated payload type can do.

use serde::de::MapAccess;
use serde::{Serialize, de::DeserializeOwned};

use super::wire::{Fields, Item, Notification};
use crate::route::Route;

/// A type that holds what one kind of delivery tells.
///
/// The generator implements it: for the documented payloads in this crate, and for your own schemas
/// from your `build.rs`. There is no need to implement it by hand.
pub trait Payload: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The route whose deliveries hold this payload.
    const ROUTE: Route;

    /// The keys of `notification` that this payload is read from, beside its names.
    #[doc(hidden)]
    const TOLD: &'static [&'static str];

    /// What the schemas that were generated together document inside `notification`.
    #[doc(hidden)]
    type Fields: Fields;

    /// Puts the payload together from the parts of a body: its notification, the one element of
    /// the interactions or transitions that this is about, and all other keys.
    #[doc(hidden)]
    fn assemble<'de, A: MapAccess<'de>>(
        notification: &Notification<'de, Self::Fields>,
        item: &Item<'de>,
        rest: A,
    ) -> Result<Self, A::Error>;
}
