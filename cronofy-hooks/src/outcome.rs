//! [`Outcome`]: what became of an occurrence, as its handler returns it.

use std::error::Error;

/// An error of any type, as a handler reports it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// What became of an occurrence, as its handler returns it.
///
/// `()` stands for [`Outcome::Done`]. `Result<(), E>` is done for `Ok` and [`Outcome::Retry`] for `Err`.
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

/// What a handler may return: `()`, [`Outcome`], or a `Result` of either.
///
/// The error of a `Result` is anything that converts to a boxed error: your own error type,
/// `anyhow::Error`, a `String`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return nothing, or `Outcome`, or `Result<(), E>` with an error type that implements `std::error::Error`",
    note = "see the page \"My handler does not compile\" of the documentation"
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

/// An error that a handler may return: any type that converts to a boxed error. It is a trait of its own, so
/// that the compiler's message is about the error and not about the whole `Result`.
#[diagnostic::on_unimplemented(
    message = "a handler cannot fail with `{Self}`",
    label = "the error of this `Result` cannot be shown in a log, or cannot move between threads",
    note = "implement `std::error::Error` for the error type, or return `Result<(), String>` or `Result<(), Box<dyn std::error::Error + Send + Sync>>`",
    note = "see the page \"My handler does not compile\" of the documentation"
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
