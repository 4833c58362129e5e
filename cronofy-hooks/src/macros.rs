//! The macros, documented where their examples compile.

/// Makes an async function a handler.
///
/// The function stays what it is: you can call it, test it and document it. Beside it the macro
/// puts a type of the same name that [`handlers!`](crate::handlers) takes.
///
/// # What it handles
///
/// | option | the function handles | payload |
/// |---|---|---|
/// | `notification = "change"` | a notification | [`Change`](crate::payload::Change) and so on |
/// | `interaction = "conferencing_failing"` | an interaction, whatever its subtype | [`ConferencingFailing`](crate::payload::ConferencingFailing) and so on |
/// | `interaction = "…", subtype = "profile_missing"` | one subtype of an interaction | the same |
/// | `transition = "event_start"` | a transition of an event | [`EventStart`](crate::payload::EventStart) and so on |
/// | `callback = "authorization"` | a body without `notification` | [`Authorization`](crate::payload::Authorization) and so on |
/// | `fallback` | everything that no other handler takes | [`Unhandled`](crate::Unhandled) |
///
/// Exactly one of them is required. Names are checked: one that the documentation does not list
/// does not compile. Beside it can stand:
///
/// - `unlisted`: the name is one that the service added after this release. Optional. The payload
///   is a type that the generator makes of a schema of your own; or take
///   [`Delivery`](crate::Delivery).
/// - `crate = path`: where this crate is found. Optional, defaults to `::cronofy_hooks`.
///
/// # Arguments and return type
///
/// The arguments are [extractors](crate::extract), in any order and number; the payload can be left
/// out. The function returns `()`, `Result<(), E>` or [`Outcome`](crate::Outcome).
///
/// ```
/// use cronofy_hooks::payload::{ConferencingFailing, MeetingAgentFailed};
/// use cronofy_hooks::{Outcome, State, cronofy_handler};
///
/// #[derive(Clone)]
/// struct App;
///
/// /// Asks the user for another conferencing account.
/// #[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
/// async fn ask_for_profile(failing: ConferencingFailing, State(app): State<App>) -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// #[cronofy_handler(interaction = "meeting_agent_failed")]
/// async fn agent_failed(failed: MeetingAgentFailed) -> Outcome {
///     Outcome::Done
/// }
/// ```
///
/// # What it expands to
///
#[doc = include_str!("docs/expansion.md")]
///
/// When a handler does not compile, see
/// [the checklist](crate::documentation::my_handler_does_not_compile).
pub use cronofy_hooks_macros::cronofy_handler;

/// Lists the handlers of an application, and checks the set at compile time.
///
/// - Two handlers for one route do not compile.
/// - A list must handle everything that the documentation describes, by a handler for each or by
///   one that is a `fallback`.
/// - A list that ends in `..` says that the rest falls through on purpose: it is acknowledged,
///   counted, and logged once per name.
/// - A handler for a subtype needs one for all other subtypes of its interaction, because the
///   documentation says that lists of subtypes grow.
///
/// ```
/// use cronofy_hooks::payload::Change;
/// use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change) {}
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![change, ..]);
/// # Ok::<(), cronofy_hooks::SecretsError>(())
/// ```
#[macro_export]
macro_rules! handlers {
    ($($handlers:tt)*) => {
        $crate::__private::handlers!([$crate] $($handlers)*)
    };
}
