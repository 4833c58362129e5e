//! [`Query`]: the parameters of the callback URL.

use std::future::{Ready, ready};

use serde::de::DeserializeOwned;

use super::params::{ParamsOf, read};
use super::{FromDelivery, FromParameters, OptionalFromDelivery, Parts, Rejection};
use crate::text;

/// The query of the callback URL, as in axum: `T` is a type that serde reads from it.
///
/// The service keeps the query that you gave a channel or a subscription, so it can say which user
/// or which trigger a delivery is about.
///
/// A delivery whose query does not fit `T` goes to the fallback. Without a fallback it is a dead letter of
/// the inbox; without an inbox it is acknowledged, counted in
/// [`Hooks::unhandled`](crate::Hooks::unhandled) and dropped.
///
/// **The query is not signed**, only the body is. Anyone who has one signed body can send it with
/// another query, so values in the query may select, and prove nothing: see [`Path`](crate::Path) for
/// the remedy.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
///
/// ```
/// use cronofy_hooks::payload::EventStart;
/// use cronofy_hooks::{Query, cronofy_handler};
///
/// #[derive(serde::Deserialize)]
/// struct Trigger { minutes_before: u32 }
///
/// #[cronofy_handler(transition = "event_start")]
/// async fn event_start(start: EventStart, Query(trigger): Query<Trigger>) {
///     println!("starts in {} minutes", trigger.minutes_before);
/// }
/// ```
///
/// To ask for such a URL, add the query to that of the path, percent-encoded:
/// `format!("{}?minutes_before=10", hooks.url("https://example.com/cronofy", ())?)`. For the name of one trigger there is
/// [`Trigger`](crate::Trigger), and [`Hooks::trigger`](crate::Hooks::trigger) writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<T>(pub T);

fn query<T: DeserializeOwned>(parts: &Parts) -> Result<Query<T>, Rejection> {
    read(ParamsOf::Query, &text::query(parts.delivery().uri()))
        .map(Query)
        .map_err(|why| Rejection::unhandled(format!("the query of the request does not fit: {why}")))
}

impl<R, T: FromParameters + Send> FromDelivery<R> for Query<T> {
    #[expect(refining_impl_trait, reason = "rustc reports a mistake in `T` a second time where the future is opaque")]
    fn from_delivery(parts: &mut Parts) -> Ready<Result<Self, Rejection>> {
        ready(query(parts))
    }
}

impl<R, T: FromParameters + Send> OptionalFromDelivery<R> for Query<T> {
    /// `None` if the request has no query; a query that does not fit is unhandled all the same.
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        match parts.delivery().uri().query() {
            None | Some("") => Ok(None),
            Some(_) => query(parts).map(Some),
        }
    }
}
