//! What a handler says, and what `#[cronofy_handler]` makes of a function.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use crate::extract::{Needs, Parts, Rejection};
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
    /// It failed and may succeed later. The delivery is answered 500, so that the service sends it
    /// again.
    Retry(BoxError),
    /// It can never be handled. The delivery is acknowledged, and the reason is logged.
    Discard(BoxError),
}

/// What a handler may return: `()`, [`Outcome`], or a `Result` of either.
///
/// The error of a `Result` is anything that converts to a boxed error: your own error type,
/// `anyhow::Error`, a `String`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return nothing, `Result<(), E>` with an error type that implements `std::error::Error`, or `Outcome`"
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

#[diagnostic::do_not_recommend]
impl<T: IntoOutcome, E: Into<BoxError>> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(value) => value.into_outcome(),
            Err(error) => Outcome::Retry(error.into()),
        }
    }
}

/// A handler at work on one occurrence.
pub type Call = Pin<Box<dyn Future<Output = Result<Outcome, Rejection>> + Send>>;

/// What is known of a handler at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    pub(crate) route: Route,
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// The macro found a mistake, so the checks of a set have nothing to say.
    pub(crate) broken: bool,
}

impl Meta {
    /// What the macro knows: route, name of the function and its doc comment.
    #[must_use]
    pub const fn new(route: Route, name: &'static str, doc: &'static str) -> Self {
        Self { route, name, doc, broken: false }
    }

    /// Stands in for a handler with a mistake, so that the mistake is reported once.
    #[must_use]
    pub const fn broken(name: &'static str) -> Self {
        Self { route: Route::fallback(), name, doc: "", broken: true }
    }
}

/// The type that `#[cronofy_handler]` makes beside a function, under the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "list functions that carry `#[cronofy_handler(...)]`"
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

/// Passes the future of a handler on. The bound is where rustc reports a future that cannot move
/// between threads.
pub fn handler_future_must_be_send<F: Future + Send>(future: F) -> F {
    future
}
