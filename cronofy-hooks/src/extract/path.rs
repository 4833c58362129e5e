//! [`Path`]: the parameters of the route.

use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;

use super::params::{ParamsOf, read};
use crate::extract::{FromDelivery, FromParameters, Needs, OptionalFromDelivery, Parts, Rejection};

/// The parameters of the path, as in axum: one value, a tuple of all in order, a struct with their
/// names, or a list of names and values.
///
/// They come from [`Hooks::path`](crate::Hooks::path), and from the prefix under which the router
/// is nested. The start warns when a handler takes a `Path` and no path has a parameter.
///
/// One value fits only a path with one parameter. Where the router has several paths, take a struct with the
/// names that you need; further parameters are no mistake:
///
/// ```
/// # use cronofy_hooks::{Path, cronofy_handler, payload::SmartInvite};
/// /// Of `/users/{user_id}` and of `/invites/{user_id}/{guest}`.
/// #[derive(serde::Deserialize)]
/// struct OfUser {
///     user_id: u64,
/// }
///
/// #[cronofy_handler(notification = "smart_invite")]
/// async fn replied(invite: SmartInvite, Path(OfUser { user_id }): Path<OfUser>) { /* … */ }
/// ```
///
/// A delivery whose path does not fit `T` goes to the fallback. Without a fallback it is a dead letter of
/// the inbox; without an inbox it is acknowledged, counted in
/// [`Hooks::unhandled`](crate::Hooks::unhandled) and dropped.
///
/// **The path is not signed**, only the body is. Anyone who has one signed body can send it to another
/// path, so values in the path may select, and prove nothing:
///
/// - Put a random token for each user into the path instead of a number that others can guess, and look
///   the user up by it.
/// - Or look the user up by the body, such as the `channel_id`, and compare: the channel must belong to
///   the user in the path.
///
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
///
/// ```
/// use cronofy_hooks::{Hooks, Path, Secrets, cronofy_handler, handlers, payload::Change};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, Path(user_id): Path<u64>) {
///     println!("the calendar of user {user_id} changed");
/// }
///
/// let router = Hooks::new(Secrets::new(["CRN_secret"])?)
///     .handlers(handlers![change, ..])
///     .path("/channel/{user_id}")
///     .into_router()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path<T>(pub T);

fn path<T: DeserializeOwned>(params: &[(String, String)]) -> Result<Path<T>, Rejection> {
    read(ParamsOf::Path, params).map(Path).map_err(|error| unfit(&error))
}

fn unfit(why: &dyn std::fmt::Display) -> Rejection {
    Rejection::unhandled(format!("the path of the request does not fit: {why}"))
}

async fn params(parts: &Parts) -> Result<Vec<(String, String)>, Rejection> {
    parts.delivery().path_params().await.map_err(|error| unfit(&error))
}

impl<R, T: FromParameters + Send + 'static> FromDelivery<R> for Path<T> {
    #[expect(refining_impl_trait, reason = "rustc reports a mistake in `T` a second time where the future is opaque")]
    fn from_delivery(parts: &mut Parts) -> Extraction<'_, Self> {
        extraction(parts)
    }

    fn needs(needs: &mut Needs) {
        // A list or a map may be empty.
        if path::<T>(&[]).is_err() {
            needs.path_parameters();
        }
    }
}

/// Boxed: next to the names and values of the parameters that is one allocation more.
type Extraction<'p, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'p>>;

fn extraction<T: FromParameters + Send + 'static>(parts: &Parts) -> Extraction<'_, Path<T>> {
    Box::pin(async { path(&params(parts).await?) })
}

impl<R, T: FromParameters + Send> OptionalFromDelivery<R> for Path<T> {
    /// `None` if the route has no parameters; parameters that do not fit are unhandled all the same.
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        let params = params(parts).await?;
        if params.is_empty() { Ok(None) } else { path(&params).map(Some) }
    }
}
