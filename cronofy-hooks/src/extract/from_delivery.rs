//! [`FromDelivery`]: the trait behind every argument of a handler.

use std::fmt;
use std::future::Future;

use serde::de::DeserializeOwned;

use super::{Needs, Parts, Unhandled};
use crate::documented::Typed;
use crate::outcome::BoxError;

/// A type that a handler can take as an argument.
///
/// `R` is the payload type of the handler's route; it is how the compiler sees that a handler of
/// `change` does not take a `ConferencingFailing`.
///
/// # An extractor for every route
/// Leave `R` generic. [`Parts::extract`] runs another extractor, and [`Rejection`] is returned when there is no value:
///
/// ```
/// use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
/// use cronofy_hooks::{State, cronofy_handler};
///
/// #[derive(Clone)]
/// struct Users;
/// impl Users {
///     async fn find(&self, id: &str) -> std::io::Result<Option<User>> { Ok(Some(User)) }
/// }
/// struct User;
///
/// impl<R> FromDelivery<R> for User {
///     async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
///         let State(users): State<Users> = parts.extract().await?;
///         let id = parts.delivery().uri().path().rsplit('/').next().unwrap_or_default().to_owned();
///         match users.find(&id).await {
///             Ok(Some(user)) => Ok(user),
///             // Answered 2xx: an unknown user is no reason for the service to close the channel.
///             Ok(None) => Err(Rejection::unhandled("there is no such user")),
///             Err(error) => Err(Rejection::retry(error)),
///         }
///     }
///
///     // Lets a missing state be found at start, not at the first delivery.
///     fn needs(needs: &mut Needs) {
///         needs.state::<Users>();
///     }
/// }
///
/// #[cronofy_handler(notification = "profile_disconnected")]
/// async fn profile_disconnected(user: User) { /* … */ }
/// ```
///
/// For the argument `Option<User>`, implement [`OptionalFromDelivery`] too.
///
/// # An extractor for one route
/// Write the payload type in the place of `R`, and take the payload with [`Parts::payload`]:
///
/// ```
/// use cronofy_hooks::cronofy_handler;
/// use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
/// use cronofy_hooks::payload::MeetingAgentComplete;
///
/// struct Recorded { resources: usize }
///
/// impl FromDelivery<MeetingAgentComplete> for Recorded {
///     async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
///         let complete: MeetingAgentComplete = parts.payload().await?;
///         match complete.meeting_agent.resources {
///             Some(resources) => Ok(Self { resources: resources.len() }),
///             None => Err(Rejection::unhandled("the agent recorded nothing")),
///         }
///     }
///
///     // Lets a handler that takes the payload beside it be found at start: only the first of the two would get it.
///     fn needs(needs: &mut Needs) {
///         needs.payload();
///     }
/// }
///
/// #[cronofy_handler(interaction = "meeting_agent_complete")]
/// async fn collect(recorded: Recorded) { /* … */ }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler that takes `{R}`",
    label = "not what this handler can take",
    note = "take `{R}`, or of `cronofy_hooks`: `State<T>`, `Path<T>`, `Query<T>` (those of axum are other types), `Trigger<T>`, `Delivery`, `Occurrence`, `NotificationId`, `Attempt`, or `Tx<DB>` for a transaction",
    note = "`Option` is for `Path<T>`, `Query<T>`, `Trigger<T>`, `NotificationId` and `Attempt`; `Unhandled` is for a `fallback`; another payload is for a handler of its route",
    note = "or implement `cronofy_hooks::extract::FromDelivery` for a type of your own, and `OptionalFromDelivery` for an `Option` of it",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FromDelivery<R>: Sized {
    /// Takes the value out of the delivery.
    ///
    /// # Errors
    /// When the delivery does not have it: [`Rejection::unhandled`]. When it could not be had this
    /// time: [`Rejection::retry`].
    fn from_delivery(parts: &mut Parts) -> impl Future<Output = Result<Self, Rejection>> + Send;

    /// The same, as what makes the value when the function is called. The payload of a route waits in the box
    /// that it was read into: it is large, and would be moved for each argument after it.
    #[doc(hidden)]
    fn held(
        parts: &mut Parts,
    ) -> impl Future<Output = Result<impl FnOnce() -> Self + Send + use<Self, R>, Rejection>> + Send
    where
        Self: Send,
    {
        async { Self::from_delivery(parts).await.map(|value| move || value) }
    }

    /// Names what it takes from the application's state and paths, and whether it takes the payload; nothing unless
    /// written. Called once, when the hooks start.
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}

/// A type whose `Option` a handler can take as an argument.
///
/// `None` says that the delivery does not name the value. One that names what there is not, such as an unknown user, goes
/// to the fallback as it does without `Option`: the handler was not written for it. So do the extractors of this library:
/// `Option<Path<u64>>` is `None` if the path has no parameter, and unhandled if the parameter is no number.
///
/// ```
/// use cronofy_hooks::extract::{FromDelivery, Needs, OptionalFromDelivery, Parts, Rejection};
/// use cronofy_hooks::{Path, State, cronofy_handler, payload::Change};
///
/// #[derive(Clone)]
/// struct Users;
/// impl Users {
///     async fn find(&self, id: u64) -> std::io::Result<Option<User>> { Ok(Some(User)) }
/// }
/// struct User;
///
/// impl<R> OptionalFromDelivery<R> for User {
///     async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
///         let Some(Path(id)) = parts.extract::<Option<Path<u64>>>().await? else { return Ok(None) };
///         let State(users): State<Users> = parts.extract().await?;
///         match users.find(id).await {
///             Ok(Some(user)) => Ok(Some(user)),
///             Ok(None) => Err(Rejection::unhandled("there is no such user")),
///             Err(error) => Err(Rejection::retry(error)),
///         }
///     }
///
///     fn needs(needs: &mut Needs) {
///         needs.state::<Users>();
///     }
/// }
///
/// // For the argument `User`, where a path without a parameter is a mistake.
/// impl<R> FromDelivery<R> for User {
///     async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
///         let user = <Self as OptionalFromDelivery<R>>::from_delivery(parts).await?;
///         user.ok_or_else(|| Rejection::unhandled("the path names no user"))
///     }
///
///     fn needs(needs: &mut Needs) {
///         <Self as OptionalFromDelivery<R>>::needs(needs);
///         needs.path_parameters();
///     }
/// }
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, user: Option<User>) { /* … */ }
///
/// #[cronofy_handler(notification = "profile_disconnected")]
/// async fn profile_disconnected(user: User) { /* … */ }
/// ```
#[diagnostic::on_unimplemented(
    message = "`Option<{Self}>` cannot be an argument of a handler",
    label = "nothing that a delivery can be without",
    note = "take `{Self}` without `Option`; `NotificationId`, `Attempt`, `Path<T>`, `Query<T>` and `Trigger<T>` can be optional",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait OptionalFromDelivery<R>: Sized {
    /// Takes the value out of the delivery, if it has one.
    ///
    /// # Errors
    /// When it could not be had this time.
    fn from_delivery(parts: &mut Parts) -> impl Future<Output = Result<Option<Self>, Rejection>> + Send;

    /// Names what it takes from the application's state, as [`FromDelivery::needs`] does.
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}

/// An extractor for every route: what [`Parts::extract`] can run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be extracted with `extract`",
    label = "not an extractor that every route can run",
    note = "a payload is taken with `payload`, in an extractor for its route: `impl FromDelivery<{Self}> for ...`, and in it `let payload: {Self} = parts.payload().await?;`",
    note = "an extractor of your own for one route is run by its trait, in an extractor for the same route: `impl FromDelivery<Route> for ...`, and in it `<{Self} as FromDelivery<Route>>::from_delivery(parts).await?`",
    note = "`Path<T>`, `Query<T>` and `Trigger<T>` need a `T` that serde can read: write `#[derive(serde::Deserialize)]` above it",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FromAnyDelivery: FromDelivery<Unhandled> {}

#[diagnostic::do_not_recommend]
impl<T: FromDelivery<Unhandled>> FromAnyDelivery for T {}

/// A payload that [`Parts::payload`] can take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken with `payload`",
    label = "not a payload of the documentation",
    note = "write the type of the payload of the extractor's route: `let change: Change = parts.payload().await?;`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait RoutePayload: FromDelivery<Self> {}

#[diagnostic::do_not_recommend]
impl<P: Typed> RoutePayload for P {}

/// A type that the parameters of the path or of the query can be read into: any that serde reads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the path or the query of a request",
    label = "serde cannot read what stands in `<...>`",
    note = "write `#[derive(serde::Deserialize)]` above `{Self}`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait FromParameters: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromParameters for T {}

/// Why an argument could not be extracted.
#[derive(Debug)]
pub struct Rejection(pub(crate) Rejected);

#[derive(Debug)]
pub(crate) enum Rejected {
    Unhandled(String),
    Retry(BoxError),
}

impl Rejection {
    /// The delivery does not have what the handler takes, and never will: it goes to the fallback.
    ///
    /// Without a fallback it is a dead letter of the inbox, with the reason, and can be retried after a
    /// deploy. Without an inbox it is acknowledged, counted in
    /// [`Hooks::unhandled`](crate::Hooks::unhandled) and dropped.
    ///
    /// The reason is logged, kept and counted as it is: say what is missing, and leave out values of the
    /// delivery.
    #[must_use]
    pub fn unhandled(reason: impl Into<String>) -> Self {
        Self(Rejected::Unhandled(reason.into()))
    }

    /// It may work later: as if the handler had failed. An error becomes one with
    /// `.map_err(Rejection::retry)?`. For an error that may be lasting, such as one of cronofy-hooks-client, look first:
    /// `if error.is_transient() { Rejection::retry(error) } else { Rejection::unhandled("…") }`.
    #[must_use]
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self(Rejected::Retry(error.into()))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rejected::Unhandled(reason) => f.write_str(reason),
            Rejected::Retry(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Rejection {}
