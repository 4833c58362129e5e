//! Asks the service for what the handlers take: subscriptions, channels and callback URLs.

mod builder;
mod callback_url;
mod error;
mod path_template;
mod subscriptions;
mod uri;
mod values;

pub use self::builder::SubscriptionBuilder;
pub use self::error::SubscriptionError;
pub use self::subscriptions::Subscriptions;
