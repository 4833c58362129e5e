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
/// | `interaction = "conferencing_failing"` | an interaction with any subtype | [`ConferencingFailing`](crate::payload::ConferencingFailing) and so on |
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
/// - The options of the next section.
///
/// # How an inbox runs it
///
/// An [inbox](https://docs.rs/cronofy-hooks/latest/cronofy_hooks/inbox/) is a durable queue between the router and the handlers. These options say when it
/// runs the handler again, how long a run may take, and what runs in order. Without an inbox they
/// have no effect, and the start warns of them: a delivery that a handler failed is answered 500, and the
/// service sends it again.
///
/// - `retries = 5`: how often the handler runs again after it failed; 0 runs it once, 1000 is the
///   most. Optional, defaults to 12.
/// - `backoff = "1s..1h"`: the delay before it runs again the first time, and the longest delay. The
///   delay doubles in between. The wait is a random time between half of it and all of it, so that what
///   failed together does not come back together. `backoff = "30s"` does not grow. Optional, defaults to
///   `"1s..1h"`.
/// - `timeout = "2m"`: how long one run may take before it counts as failed. Optional, defaults to
///   `"5m"`.
/// - `window = "5s"`: a run begins that long after the first waiting notification of the channel
///   arrived, and takes all that arrive until then. `window = "off"` gives each notification a run
///   of its own. Only beside `notification = "change"`, because no others join. Optional, defaults
///   to no wait: a run takes all that wait when it begins.
/// - `key = "channel"`: what runs one at a time, in the order in which it arrived: what is about one
///   `"channel"`, one `"event"` or one `"meeting_agent"`. With `"none"`, nothing waits for anything.
///   Without quotes it is the path of a function `fn(&Delivery) -> Option<String>` of yours, whose
///   equal answers run one at a time; `None` waits for nothing. It is called before the delivery is
///   stored, so it must be quick. Optional, defaults to the first that the body has of these: the `sub` of its
///   `meeting_agent`, the `event_id` of its `event`, the `channel_id` of its `channel`.
///
/// | delivery | key unless set |
/// |---|---|
/// | notifications of a channel: `change`, `verification`, `profile_disconnected`, `scheduling_conversation_updated` and so on | the channel |
/// | interactions `meeting_agent_activated`, `meeting_agent_complete`, `meeting_agent_failed` | the meeting agent |
/// | interactions `conferencing_assigned`, `conferencing_failing` | the event |
/// | transitions `event_start`, `event_end` | the event |
/// | callback `real_time_scheduling` | the event |
/// | notifications `smart_invite`, `scheduling_request_time_chosen`; callback `authorization` | none: write a function where the order matters |
///
/// An event that the application does not manage has no `event_id`, and so no key.
///
/// Times are a whole number and `ms`, `s`, `m`, `h` or `d`, without a space, up to `"366d"`.
///
/// ```
/// use cronofy_hooks::payload::{Change, EventStart, SmartInvite};
/// use cronofy_hooks::{Delivery, cronofy_handler};
///
/// /// Pulls what changed, once for the many notifications of one edit.
/// #[cronofy_handler(notification = "change", window = "5s", key = by_user)]
/// async fn pull(change: Change) -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// /// Reminds while the event is still about to start.
/// #[cronofy_handler(transition = "event_start", retries = 3, backoff = "1s..10s", timeout = "30s")]
/// async fn remind(start: EventStart) -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// /// The channels of a user have their name in the path: `/notifications/ada`.
/// fn by_user(delivery: &Delivery) -> Option<String> {
///     delivery.uri().path().strip_prefix("/notifications/").map(str::to_owned)
/// }
///
/// /// Of one invite, the replies are handled in the order in which they arrived.
/// #[cronofy_handler(notification = "smart_invite", key = by_invite)]
/// async fn replied(invite: SmartInvite) -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// /// Reads the body itself, because the job has no payload before it runs. `None` is no key.
/// fn by_invite(delivery: &Delivery) -> Option<String> {
///     let body: serde_json::Value = serde_json::from_slice(delivery.body()).ok()?;
///     Some(body["smart_invite"]["smart_invite_id"].as_str()?.to_owned())
/// }
/// ```
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
/// # See the expansion
///
/// With `CRONOFY_HOOKS_DEBUG=1` in the environment of the compiler, the expansion of each
/// `#[cronofy_handler]` and each [`handlers!`](crate::handlers) goes to stderr, unformatted. Cargo does
/// not compile again what it has compiled, so touch a file first:
///
/// ```text
/// touch src/main.rs && CRONOFY_HOOKS_DEBUG=1 cargo check
/// ```
///
/// When a handler does not compile, see
/// [the checklist](crate::documentation::my_handler_does_not_compile).
pub use cronofy_hooks_macros::cronofy_handler;

/// Lists the handlers of an application, and checks the set at compile time.
///
/// - Two handlers for one route do not compile.
/// - A list must handle everything that the documentation describes, by a handler for each or by
///   one that is a `fallback`.
/// - A fallback, and `..`, also take what you forgot to list. The compiler warns of a handler that is never
///   used only if it is private, so keep handlers private. Where they are `pub`, as tests in `tests/` need them,
///   compare the [listed](crate::RouteEntry::is_listed) entries of [`Hooks::routes`](crate::Hooks::routes) in a test:
///   [`Routes`](crate::Routes) has one.
/// - A list that ends in `..` says that the rest falls through on purpose: it is acknowledged,
///   counted, and logged once per name.
/// - A handler for a subtype needs something that takes all other subtypes of its interaction, because the
///   documentation says that lists of subtypes grow: a handler of the interaction, a fallback, or `..`.
/// - A handler of another module is imported, or listed with its path: `handlers![conferencing::assigned, ..]`.
/// - A name may have `#[cfg(...)]` before it, as its function has.
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
