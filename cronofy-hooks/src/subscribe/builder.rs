//! [`SubscriptionBuilder`]: a subscription to what the handlers take.

use std::fmt;

use cronofy_hooks_types::request::{InteractionName, Offset, Subscription, TransitionName, TransitionSubscription};
use cronofy_hooks_types::route::Kind;

use super::error::SubscriptionError;
use super::uri;
use crate::handler::Descriptor;

/// A subscription to what the handlers take: the value of [`Hooks::subscription`](crate::Hooks::subscription)
/// and [`Hooks::trigger`](crate::Hooks::trigger).
///
/// The offset of a transition is yours, so each transition is asked for by [`before`](Self::before) or
/// [`after`](Self::after); one without a handler is an error of [`build`](Self::build).
#[derive(Clone)]
#[must_use = "it asks for nothing until it is built and sent"]
pub struct SubscriptionBuilder {
    handlers: &'static [Descriptor],
    transitions: Vec<TransitionName>,
    asks_for_something: bool,
    /// What a mistake of [`build`](Self::build) says to add.
    cure: &'static str,
    /// Or the first mistake.
    subscription: Result<Subscription, SubscriptionError>,
}

impl SubscriptionBuilder {
    /// To all interactions that have a handler.
    pub(super) fn interactions(handlers: &'static [Descriptor], uri: String) -> Self {
        let mut names = Vec::new();
        for name in handled(handlers, Kind::Interaction) {
            // A handler for a subtype and one for its interaction ask once.
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let subscription = uri::checked(&uri).map(|_| {
            names.iter().fold(Subscription::webhook(uri), |asked, name| asked.interaction(InteractionName::from(*name)))
        });
        let cure = "add a transition with `.before(...)` or `.after(...)`, or list a handler for an interaction";
        Self { handlers, transitions: Vec::new(), asks_for_something: !names.is_empty(), cure, subscription }
    }

    /// To transitions alone.
    pub(super) fn transitions(handlers: &'static [Descriptor], uri: Result<String, SubscriptionError>) -> Self {
        Self {
            handlers,
            transitions: Vec::new(),
            asks_for_something: false,
            cure: "add a transition with `.before(...)` or `.after(...)`",
            subscription: uri.map(Subscription::webhook),
        }
    }

    /// Asks to be notified this long before a transition: in the minute that ends then.
    /// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
    pub fn before(self, transition: impl Into<TransitionName>, offset: impl Into<Offset>) -> Self {
        let name = transition.into();
        self.transition(TransitionSubscription::before(name.clone(), offset), name)
    }

    /// Asks to be notified this long after a transition: in the minute that begins then.
    /// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
    pub fn after(self, transition: impl Into<TransitionName>, offset: impl Into<Offset>) -> Self {
        let name = transition.into();
        self.transition(TransitionSubscription::after(name.clone(), offset), name)
    }

    fn transition(mut self, asked: TransitionSubscription, name: TransitionName) -> Self {
        self.subscription = self.subscription.and_then(|subscription| {
            if handled(self.handlers, Kind::Transition).any(|handled| handled == name.as_str()) {
                return Ok(subscription.transition(asked));
            }
            Err(SubscriptionError::new(format!(
                "no handler takes the transition {:?}; write one, `#[cronofy_handler(transition = {:?})]`, and list it \
                 in `handlers![...]`, or do not ask for it",
                name.as_str(),
                name.as_str()
            )))
        });
        self.asks_for_something = true;
        self.transitions.push(name);
        self
    }

    /// The transitions that have a handler and are not asked for here, by name: nothing calls their handlers,
    /// unless another subscription asks.
    pub fn unrequested(&self) -> impl Iterator<Item = &'static str> {
        handled(self.handlers, Kind::Transition)
            .filter(|handled| !self.transitions.iter().any(|asked| asked.as_str() == *handled))
    }

    /// The subscription, for [`UpsertEvent`](crate::request::UpsertEvent) or
    /// [`CreateMeetingAgent`](crate::request::CreateMeetingAgent).
    ///
    /// # Errors
    /// - A transition is asked for that no handler takes.
    /// - Nothing is asked for.
    /// - The callback URL is not an absolute HTTP or HTTPS URL.
    /// - A trigger's name is empty or not one value, or the URL has a `trigger` already.
    pub fn build(self) -> Result<Subscription, SubscriptionError> {
        let subscription = self.subscription?;
        if self.asks_for_something {
            return Ok(subscription);
        }
        Err(SubscriptionError::new(format!("the subscription asks for nothing; {}", self.cure)))
    }
}

fn handled(handlers: &'static [Descriptor], kind: Kind) -> impl Iterator<Item = &'static str> {
    let of_kind = move |handler: &&Descriptor| handler.meta.route.kind() == kind;
    handlers.iter().filter(of_kind).map(|handler| handler.meta.route.name())
}

impl fmt::Debug for SubscriptionBuilder {
    /// Without the URL, which may hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionBuilder")
            .field("transitions", &self.transitions)
            .field("error", &self.subscription.as_ref().err())
            .finish_non_exhaustive()
    }
}
