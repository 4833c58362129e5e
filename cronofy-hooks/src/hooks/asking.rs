//! What [`Hooks`] ask the service for.

use cronofy_hooks_types::request::CreateChannel;
use serde::Serialize;

use super::builder::Hooks;
use crate::subscribe::{SubscriptionBuilder, SubscriptionError, Subscriptions};

impl<N, S, I> Hooks<N, S, I> {
    /// What asks the service for exactly what the handlers take, to keep after the hooks have become a router.
    ///
    /// It knows the handlers and the paths that have been given by now, so call it after
    /// [`handlers`](Self::handlers) and [`path`](Self::path). The state can be given afterwards, so it can hold
    /// this: see [`Subscriptions`].
    #[must_use]
    pub fn subscriptions(&self) -> Subscriptions {
        Subscriptions::new(self.handlers.list(), &self.settings.paths)
    }

    /// A subscription of an event or a meeting agent to every interaction that has a handler, and to the
    /// transitions that you add. A fallback asks for nothing: see [`Subscriptions`].
    ///
    /// ```
    /// use cronofy_hooks::payload::{ConferencingFailing, EventEnd, EventStart};
    /// use cronofy_hooks::request::{Offset, TransitionName};
    /// use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};
    ///
    /// #[cronofy_handler(interaction = "conferencing_failing")]
    /// async fn failing(failing: ConferencingFailing) { /* … */ }
    ///
    /// #[cronofy_handler(transition = "event_start")]
    /// async fn event_start(start: EventStart) { /* … */ }
    ///
    /// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![failing, event_start, ..]);
    /// let asked = hooks.subscription("https://example.com/cronofy");
    /// assert_eq!(asked.unrequested().collect::<Vec<_>>(), ["event_start"]);
    ///
    /// let subscription = asked.before(TransitionName::EventStart, Offset::minutes(10)).build()?;
    /// assert_eq!(
    ///     serde_json::to_value(&subscription)?,
    ///     serde_json::json!({
    ///         "type": "webhook",
    ///         "uri": "https://example.com/cronofy",
    ///         "interactions": [{ "type": "conferencing_failing" }],
    ///         "transitions": [{ "before": "event_start", "offset": { "minutes": 10 } }],
    ///     })
    /// );
    ///
    /// let ends = hooks.subscription("https://example.com/cronofy").after(TransitionName::EventEnd, Offset::minutes(0));
    /// assert!(ends.build().is_err(), "no handler takes it");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn subscription(&self, uri: impl Into<String>) -> SubscriptionBuilder {
        self.subscriptions().subscription(uri)
    }

    /// A subscription to transitions, with a name that [`Trigger<T>`](crate::Trigger) reads: see
    /// [`Subscriptions::trigger`].
    pub fn trigger(&self, uri: impl Into<String>, trigger: impl Serialize) -> SubscriptionBuilder {
        self.subscriptions().trigger(uri, trigger)
    }

    /// The request for a channel that reports to this URL: see [`Subscriptions::channel`].
    ///
    /// # Errors
    /// - Neither a handler nor a fallback takes a notification of a channel.
    /// - The callback URL is not an absolute HTTP or HTTPS URL.
    pub fn channel(&self, url: impl Into<String>) -> Result<CreateChannel, SubscriptionError> {
        self.subscriptions().channel(url)
    }

    /// The callback URL of a path of [`Hooks::path`], with these parameters: see [`Subscriptions::url`].
    ///
    /// # Errors
    /// When the parameters are not those of a path, or the base is no URL: see [`Subscriptions::url`].
    pub fn url(&self, base: &str, params: impl Serialize) -> Result<String, SubscriptionError> {
        self.subscriptions().url(base, params)
    }
}
