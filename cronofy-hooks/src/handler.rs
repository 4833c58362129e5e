//! What a handler says, and what `#[cronofy_handler]` makes of a function.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use crate::extract::{Needs, Parts, Rejection};
use crate::policy::Policy;
use crate::route::{Kind, Route};

/// An error of any type, as a handler reports it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// What a handler says about an occurrence.
///
/// `()` says [`Outcome::Done`]. `Result<(), E>` says done for `Ok` and [`Outcome::Retry`] for `Err`.
///
/// ```
/// use cronofy_hooks::payload::ConferencingAssigned;
/// use cronofy_hooks::{Outcome, cronofy_handler};
///
/// #[cronofy_handler(interaction = "conferencing_assigned")]
/// async fn conferencing_assigned(assigned: ConferencingAssigned) -> Outcome {
///     match assigned.event.event_id {
///         Some(id) => { println!("{id} can be joined"); Outcome::Done }
///         None => Outcome::Discard("not one of our events".into()),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// It is handled. The delivery is acknowledged.
    Done,
    /// It failed and may succeed later. Without an inbox the delivery is answered 500, so that the
    /// service sends it again; behind one the handler runs again after its `backoff`.
    Retry(BoxError),
    /// It can never be handled. The delivery is acknowledged, and the reason is logged; an inbox keeps
    /// it as well.
    Discard(BoxError),
}

impl Outcome {
    /// Passes the future of a handler on. The bound is where rustc reports a future that cannot
    /// move between threads, and it names this function.
    #[doc(hidden)]
    pub fn handler_future_must_be_send<F: Future + Send>(future: F) -> F {
        future
    }
}

/// What a handler may return: `()`, [`Outcome`], or a `Result` of either.
///
/// The error of a `Result` is anything that converts to a boxed error: your own error type,
/// `anyhow::Error`, a `String`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return nothing, or `Outcome`, or `Result<(), E>` with an error type that implements `std::error::Error`"
)]
pub trait IntoOutcome {
    /// The outcome that this value stands for.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Outcome::Done
    }
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Outcome {
        self
    }
}

impl<T: IntoOutcome, E: HandlerError> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(value) => value.into_outcome(),
            Err(error) => Outcome::Retry(error.into_box()),
        }
    }
}

/// An error that a handler may return: whatever converts to a boxed error. A trait of its own, so
/// that the message is about the error and not about the whole `Result`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot fail with `{Self}`",
    label = "the error of this `Result` cannot be shown in a log, or cannot move between threads",
    note = "implement `std::error::Error` for the error type, or return `Result<(), String>` or `Result<(), Box<dyn std::error::Error + Send + Sync>>`"
)]
pub trait HandlerError {
    /// The error without its type.
    fn into_box(self) -> BoxError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> HandlerError for E {
    fn into_box(self) -> BoxError {
        self.into()
    }
}

/// A handler at work on one occurrence.
pub type Call = Pin<Box<dyn Future<Output = Result<Outcome, Rejection>> + Send>>;

/// What is known of a handler at compile time.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    pub(crate) route: Route,
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// Of the route: the checks of a set compare every two handlers.
    pub(crate) fingerprint: u64,
    /// The macro found a mistake, so the checks of a set have nothing to say.
    pub(crate) broken: bool,
    /// Read by the inbox.
    #[cfg_attr(not(feature = "inbox"), expect(dead_code, reason = "only the inbox reads it"))]
    pub(crate) policy: Policy,
}

impl Meta {
    /// What the macro knows: route, name of the function and its doc comment.
    #[must_use]
    pub const fn new(route: Route, name: &'static str, doc: &'static str) -> Self {
        Self { route, name, doc, fingerprint: route.fingerprint(), broken: false, policy: Policy::new() }
    }

    /// The same, with what the attribute says about retries, time and order.
    #[must_use]
    pub const fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Stands in for a handler with a mistake, so that the mistake is reported once.
    #[must_use]
    pub const fn broken(name: &'static str) -> Self {
        Self { broken: true, ..Self::new(Route::fallback(), name, "") }
    }
}

/// The type that `#[cronofy_handler]` makes beside a function, under the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "list the name of a function that carries `#[cronofy_handler(...)]`"
)]
pub trait Handler {
    /// Route, name and documentation.
    const META: Meta;
    /// The `State<T>` among the arguments.
    type States;
    /// Names what the extractors take from the application's state.
    fn needs(needs: &mut Needs);
    /// Extracts the arguments and runs the function.
    fn call(parts: Parts) -> Call;
    /// The handler without its type.
    const DESCRIPTOR: Descriptor = Descriptor { meta: Self::META, needs: Self::needs, call: Self::call };
}

/// One handler without its type: what the dispatch table holds.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    pub(crate) meta: Meta,
    pub(crate) needs: fn(&mut Needs),
    pub(crate) call: fn(Parts) -> Call,
}

impl Descriptor {
    pub(crate) fn is_fallback(&self) -> bool {
        self.meta.route.kind() == Kind::Fallback
    }
}

/// What a list names when its item is a function that the attribute has not seen, or nothing that
/// could be a handler: the checks of the set tell so.
#[derive(Debug)]
pub struct NotAHandler(());

impl Handler for NotAHandler {
    const META: Meta = Meta::broken("");
    type States = ();

    fn needs(_: &mut Needs) {}

    fn call(_: Parts) -> Call {
        unreachable!("a list that holds it does not compile")
    }
}
