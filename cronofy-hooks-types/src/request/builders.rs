//! Builders of the generated request types, which make only what the service accepts.

use super::{
    CreateChannel, InteractionName, InteractionSubscription, Offset, Subscription, TransitionName,
    TransitionSubscription,
};

impl Subscription {
    /// A subscription that sends notifications to a URI of the application.
    ///
    /// Transitions do not say which subscription they belong to: give each its own URI or query.
    #[must_use]
    pub fn webhook(uri: impl Into<String>) -> Self {
        let mut subscription = Self::default();
        subscription.uri = uri.into();
        subscription
    }

    /// Also sends this interaction.
    #[must_use]
    pub fn interaction(mut self, name: InteractionName) -> Self {
        self.interactions.get_or_insert_default().push(InteractionSubscription { r#type: name });
        self
    }

    /// Also sends this transition.
    #[must_use]
    pub fn transition(mut self, transition: TransitionSubscription) -> Self {
        self.transitions.get_or_insert_default().push(transition);
        self
    }
}

impl TransitionSubscription {
    /// Sent in the minute that ends this long before the transition.
    #[must_use]
    pub fn before(transition: TransitionName, offset: Offset) -> Self {
        Self { before: Some(transition), after: None, offset }
    }

    /// Sent in the minute that begins this long after the transition.
    #[must_use]
    pub fn after(transition: TransitionName, offset: Offset) -> Self {
        Self { before: None, after: Some(transition), offset }
    }
}

impl Offset {
    /// This many minutes; 0 is the transition itself.
    #[must_use]
    pub fn minutes(minutes: u64) -> Self {
        Self { minutes: Some(minutes), hours: None }
    }

    /// This many hours.
    #[must_use]
    pub fn hours(hours: u64) -> Self {
        Self { hours: Some(hours), minutes: None }
    }
}

impl CreateChannel {
    /// A channel that sends notifications to a URL of the application.
    #[must_use]
    pub fn new(callback_url: impl Into<String>) -> Self {
        Self { callback_url: callback_url.into(), ..Self::default() }
    }
}
