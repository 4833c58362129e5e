//! [`UnlistedPayload`]: a payload of an application's own schema.

use cronofy_hooks_types::wire::Payload;

/// A payload that handlers of `unlisted` names take: the generator implements it beside [`Payload`].
///
/// `FromDelivery` cannot be implemented for all `Payload`s, because that trait belongs to another crate, which
/// might implement it for `Option`.
pub trait UnlistedPayload: Payload {}
