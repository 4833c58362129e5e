//! [`Trigger`]: the name of a trigger, from the query of the callback URL.

use std::future::{Ready, ready};
use std::ops::{Deref, DerefMut};

use super::params::{ParamsOf, read};
use super::{FromDelivery, FromParameters, OptionalFromDelivery, Parts, Rejection};
use crate::text::query;

/// The parameter of the query that has the name of the trigger.
pub(crate) const TRIGGER_PARAMETER: &str = "trigger";

/// The name of the trigger that a transition belongs to.
///
/// A transition's callback says that an event starts or ends, and not at which offset it was asked for.
/// [`Hooks::trigger`](crate::Hooks::trigger) puts a name into the query of the callback URL, as
/// `trigger=…`, and this reads it: `T` is what was given there, such as an enumeration without
/// fields, a number, or text.
///
/// A delivery without a trigger, or with one that does not fit `T`, goes to the fallback. Without a fallback it
/// is a dead letter of the inbox; without an inbox it is acknowledged, counted in
/// [`Hooks::unhandled`](crate::Hooks::unhandled) and dropped. `Option<Trigger<T>>` is `None` if the query has
/// no trigger.
///
/// **The query is not signed**, only the body is, so a trigger may select, and proves nothing: see
/// [`Path`](crate::Path) for the remedy.
/// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
///
/// ```
/// use cronofy_hooks::payload::EventStart;
/// use cronofy_hooks::request::{Offset, TransitionName};
/// use cronofy_hooks::{Hooks, Secrets, Trigger, cronofy_handler, handlers};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// #[serde(rename_all = "snake_case")]
/// enum Nudge { TenMinutes, Started }
///
/// #[cronofy_handler(transition = "event_start")]
/// async fn event_start(start: EventStart, Trigger(nudge): Trigger<Nudge>) {
///     match nudge {
///         Nudge::TenMinutes => { /* … */ }
///         Nudge::Started => { /* … */ }
///     }
/// }
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![event_start, ..]);
/// let soon = hooks
///     .trigger("https://example.com/cronofy", Nudge::TenMinutes)
///     .before(TransitionName::EventStart, Offset::minutes(10))
///     .build()?;
/// assert_eq!(serde_json::to_value(&soon)?["uri"], "https://example.com/cronofy?trigger=ten_minutes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trigger<T>(pub T);

/// The first one: a URL that this library made has no other.
fn name(parts: &Parts) -> Option<String> {
    query(parts.delivery().uri()).into_iter().find(|(key, _)| key == TRIGGER_PARAMETER).map(|(_, value)| value)
}

fn trigger<T: FromParameters>(name: String) -> Result<Trigger<T>, Rejection> {
    read(ParamsOf::Query, &[(TRIGGER_PARAMETER.to_owned(), name)])
        .map(Trigger)
        .map_err(|why| Rejection::unhandled(format!("the trigger in the query of the request does not fit: {why}")))
}

impl<R, T: FromParameters + Send> FromDelivery<R> for Trigger<T> {
    #[expect(refining_impl_trait, reason = "rustc reports a mistake in `T` a second time where the future is opaque")]
    fn from_delivery(parts: &mut Parts) -> Ready<Result<Self, Rejection>> {
        let missing = || {
            Rejection::unhandled(
                "the query of the request has no parameter `trigger`; ask with `Hooks::trigger`, or take `Option<Trigger<...>>`",
            )
        };
        ready(name(parts).ok_or_else(missing).and_then(trigger))
    }
}

impl<R, T: FromParameters + Send> OptionalFromDelivery<R> for Trigger<T> {
    /// `None` if the query has no trigger; one that does not fit is unhandled all the same.
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        name(parts).map(trigger).transpose()
    }
}

impl<T> Deref for Trigger<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Trigger<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
