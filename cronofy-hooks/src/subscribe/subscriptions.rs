//! [`Subscriptions`]: what the handlers take, to ask for it.

use std::fmt;
use std::sync::Arc;

use cronofy_hooks_types::payload::SchedulingConversations;
use cronofy_hooks_types::request::CreateChannel;
use cronofy_hooks_types::route::{Kind, Route};
use serde::Serialize;

use super::builder::SubscriptionBuilder;
use super::callback_url::callback_url;
use super::error::SubscriptionError;
use super::uri;
use super::values::trigger_name;
use crate::handler::Descriptor;

/// The documented notifications that come to a URL of their own, and not through a channel.
const WITHOUT_CHANNEL: [&str; 2] = ["scheduling_request_time_chosen", "smart_invite"];

/// The notifications that a channel has to ask for begin with this.
/// Source: <https://docs.cronofy.com/developers/api-alpha/scheduling-conversations/push-notifications/>.
const SCHEDULING_CONVERSATION: &str = "scheduling_conversation_";

/// Asks the service for exactly what the handlers take: subscriptions, channels, and the URLs of the paths.
///
/// The hooks have the same methods; this is the part of them to keep when they become a router, such as in
/// the application's state. [`Hooks::subscriptions`](crate::Hooks::subscriptions) makes it, once the handlers
/// and the paths are given. It is cheap to clone.
///
/// What is asked for comes from the list in `handlers![...]`:
///
/// - Each interaction with a handler is asked for once, in the order of the list, also where there are handlers for
///   its subtypes alone, or its name is `unlisted`.
/// - Each transition with a handler can be asked for, with an offset of yours.
/// - **A fallback asks for nothing.** It takes what is sent without having been asked for, such as a
///   notification that the service adds to channels, and what does not fit its handler. To be notified of an
///   interaction or a transition, write a handler that names it. The same holds for a list that ends in `..`.
///
/// ```
/// use cronofy_hooks::jiff::Timestamp;
/// use cronofy_hooks::payload::{Change, ConferencingAssigned, EventStart};
/// use cronofy_hooks::request::{Offset, TransitionName::EventStart as Start, UpsertEvent};
/// use cronofy_hooks::{Hooks, Path, Secrets, State, Subscriptions, Trigger, cronofy_handler, handlers};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone)]
/// struct App { subscriptions: Subscriptions }
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(rename_all = "snake_case")]
/// enum Nudge { TenMinutes, Started }
///
/// impl App {
///     fn book(&self, user_id: u64, start: Timestamp, end: Timestamp) -> Result<UpsertEvent, Box<dyn std::error::Error>> {
///         let url = self.subscriptions.url("https://example.com/cronofy", user_id)?;
///         let soon = self.subscriptions.trigger(&url, Nudge::TenMinutes).before(Start, Offset::minutes(10));
///         let started = self.subscriptions.trigger(&url, Nudge::Started).after(Start, Offset::minutes(0));
///         Ok(UpsertEvent::new("board-42", "Board meeting", start, end)
///             .subscription(self.subscriptions.subscription(&url).build()?)
///             .subscription(soon.build()?)
///             .subscription(started.build()?))
///     }
/// }
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, Path(user_id): Path<u64>) { /* … */ }
///
/// #[cronofy_handler(interaction = "conferencing_assigned")]
/// async fn assigned(assigned: ConferencingAssigned, Path(user_id): Path<u64>) { /* … */ }
///
/// #[cronofy_handler(transition = "event_start")]
/// async fn event_start(start: EventStart, Trigger(nudge): Trigger<Nudge>, State(app): State<App>) {
///     match nudge {
///         Nudge::TenMinutes => { /* … */ }
///         Nudge::Started => { /* … */ }
///     }
/// }
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?)
///     .handlers(handlers![change, assigned, event_start, ..])
///     .path("/{user_id}");
/// let app = App { subscriptions: hooks.subscriptions() };
/// let router = hooks.state(app.clone()).into_router()?;
///
/// let event = app.book(7, "2026-06-01T10:00:00Z".parse()?, "2026-06-01T11:00:00Z".parse()?)?;
/// assert_eq!(
///     serde_json::to_value(&event)?["subscriptions"],
///     serde_json::json!([
///         {
///             "type": "webhook",
///             "uri": "https://example.com/cronofy/7",
///             "interactions": [{ "type": "conferencing_assigned" }],
///         },
///         {
///             "type": "webhook",
///             "uri": "https://example.com/cronofy/7?trigger=ten_minutes",
///             "transitions": [{ "before": "event_start", "offset": { "minutes": 10 } }],
///         },
///         {
///             "type": "webhook",
///             "uri": "https://example.com/cronofy/7?trigger=started",
///             "transitions": [{ "after": "event_start", "offset": { "minutes": 0 } }],
///         },
///     ])
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Subscriptions {
    handlers: &'static [Descriptor],
    paths: Arc<[String]>,
}

impl Subscriptions {
    /// Without a path, the router serves `/`.
    pub(crate) fn new(handlers: &'static [Descriptor], paths: &[String]) -> Self {
        let paths = if paths.is_empty() { [String::from("/")].into() } else { paths.into() };
        Self { handlers, paths }
    }

    /// A subscription to every interaction that has a handler, and to the transitions that you add.
    ///
    /// A transition's callback does not say which offset it belongs to. Where that matters, add none here and
    /// use [`trigger`](Self::trigger) beside it.
    pub fn subscription(&self, uri: impl Into<String>) -> SubscriptionBuilder {
        SubscriptionBuilder::interactions(self.handlers, uri.into())
    }

    /// A subscription to transitions, with a name that comes back in the query: the extractor
    /// [`Trigger<T>`](crate::Trigger) reads it.
    ///
    /// `trigger` is what serde writes as one value: text, a number, or a variant without fields.
    /// It asks for no interactions, so that an event can have several triggers beside one
    /// [`subscription`](Self::subscription).
    pub fn trigger(&self, uri: impl Into<String>, trigger: impl Serialize) -> SubscriptionBuilder {
        let uri = trigger_name(&trigger).and_then(|name| uri::with_trigger(&uri.into(), &name));
        SubscriptionBuilder::transitions(self.handlers, uri)
    }

    /// The request for a channel that reports to this URL.
    ///
    /// A channel reports all its notifications, with a handler or without. Scheduling conversations are the
    /// exception: it reports them if it was asked to, so this asks if a handler takes one.
    /// Calendars can be added to it with [`CreateChannel::calendar`].
    ///
    /// # Errors
    /// - Neither a handler nor a fallback takes a notification of a channel.
    /// - The callback URL is not an absolute HTTP or HTTPS URL.
    pub fn channel(&self, url: impl Into<String>) -> Result<CreateChannel, SubscriptionError> {
        let url = url.into();
        uri::checked(&url)?;
        let routes = || self.handlers.iter().map(|handler| handler.meta.route);
        if !routes().any(takes_from_channel) {
            return Err(SubscriptionError::new(
                "no handler takes a notification of a channel; write one, such as \
                 `#[cronofy_handler(notification = \"change\")]`, and list it in `handlers![...]`",
            ));
        }
        let channel = CreateChannel::new(url);
        let takes_conversations = routes()
            .any(|route| route.kind() == Kind::Notification && route.name().starts_with(SCHEDULING_CONVERSATION));
        Ok(if takes_conversations { channel.scheduling_conversations(SchedulingConversations::on()) } else { channel })
    }

    /// The callback URL of a path, with these parameters: what [`Path<T>`](crate::Path) reads is what was
    /// written here.
    ///
    /// `base` is scheme, host, and the path under which the router is nested: `https://example.com/cronofy`.
    /// A prefix with parameters stays as it is in the router, `https://example.com/{tenant}`, and its parameters come
    /// first in `params`.
    ///
    /// `params` is what the handlers take as [`Path<T>`](crate::Path): one value, a tuple of all in order, a
    /// struct with their names, or a list of names and values; `()` for a path without parameters. Values are
    /// percent-encoded. Of several paths, the URL is that of the one which has these parameters.
    ///
    /// Write the names, as in `[("user_id", 7)]`, if the application may get another path later: values without names that
    /// fit two paths are an error from then on, at every place that makes a URL.
    ///
    /// It knows the paths of the hooks alone: where your router has a route of its own at the URL, such as
    /// `/health` beside `/{user_id}`, that one takes it.
    ///
    /// The URL is not signed when it comes back: see [`Path`](crate::Path) for what it may hold.
    ///
    /// ```
    /// use cronofy_hooks::{Hooks, Secrets, handlers};
    ///
    /// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).path("/").path("/{user_id}");
    /// let base = "https://example.com/cronofy";
    /// assert_eq!(hooks.url(base, ())?, "https://example.com/cronofy");
    /// assert_eq!(hooks.url(base, "ada & co")?, "https://example.com/cronofy/ada%20%26%20co");
    /// assert_eq!(hooks.url(base, [("user_id", 7)])?, "https://example.com/cronofy/7");
    ///
    /// let nested = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).path("/{user_id}");
    /// assert_eq!(nested.url("https://example.com/{tenant}", ("acme", 7))?, "https://example.com/acme/7");
    /// assert_eq!(
    ///     nested.url("https://example.com/{tenant}", 7).unwrap_err().to_string(),
    ///     "the path \"/{user_id}\" needs `user_id`; give it a value; what is given is for `tenant`, because the \
    ///      parameters of the base come first"
    /// );
    ///
    /// let two = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).path("/users/{user_id}").path("/access/{state}");
    /// assert_eq!(two.url(base, [("user_id", 7)])?, "https://example.com/cronofy/users/7");
    /// assert_eq!(two.url(base, [("state", "x1")])?, "https://example.com/cronofy/access/x1");
    /// assert_eq!(
    ///     two.url(base, 7).unwrap_err().to_string(),
    ///     "these values fit the path \"/users/{user_id}\" and the path \"/access/{state}\"; write the names with the \
    ///      values, such as `[(\"user_id\", ...)]` for the first"
    /// );
    /// assert_eq!(
    ///     hooks.url(base, [("user", 7)]).unwrap_err().to_string(),
    ///     "the path \"/\" has no parameter `user`; its parameters are: none; \
    ///      the path \"/{user_id}\" has no parameter `user`; its parameters are: `user_id`"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - A parameter is missing, unknown, empty, not one value, or a dot segment.
    /// - Two paths have these parameters, or with these values another path is closer to the URL.
    /// - The base is not an absolute HTTP or HTTPS URL without query and fragment.
    pub fn url(&self, base: &str, params: impl Serialize) -> Result<String, SubscriptionError> {
        callback_url(&self.paths, base, &params)
    }
}

fn takes_from_channel(route: Route) -> bool {
    match route.kind() {
        Kind::Notification => !WITHOUT_CHANNEL.contains(&route.name()),
        kind => kind == Kind::Fallback,
    }
}

impl fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let routes: Vec<_> = self.handlers.iter().map(|handler| handler.meta.route.to_string()).collect();
        f.debug_struct("Subscriptions").field("routes", &routes).field("paths", &self.paths).finish()
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use cronofy_hooks_types::route::Kind;
    use serde_json::Value;

    use super::takes_from_channel;
    use crate::testing::samples;

    #[test]
    fn the_notifications_without_a_channel_are_those_whose_samples_have_none() {
        for sample in samples().iter().filter(|sample| sample.route.kind() == Kind::Notification) {
            let body: Value = serde_json::from_str(sample.body).unwrap_or_default();
            assert_eq!(takes_from_channel(sample.route), body.get("channel").is_some(), "{}", sample.name);
        }
    }
}
