//! What [`Hooks`] have with the feature `inbox` only. Without it each of these calls names the feature, where
//! rustc would suggest a method of another name.

use super::builder::Hooks;
use super::start_error::StartError;

/// Implemented by nothing: it exists for its message.
#[diagnostic::on_unimplemented(
    message = "this call needs an inbox, which is a feature of cronofy-hooks that is not turned on",
    label = "needs the feature `inbox`",
    note = "write `features = [\"sqlite\"]` beside `cronofy-hooks` in Cargo.toml, or `postgres`, or `inbox` for an engine of your own"
)]
pub trait InboxFeature {}

macro_rules! missing {
    ($($name:ident $(<$argument:ident>)? -> $returned:ty = $value:expr;)+) => {
        #[doc(hidden)]
        #[allow(missing_docs, reason = "hidden; documented with the feature")]
        impl<N, S, I> Hooks<N, S, I> {
            $(
                pub fn $name $(<$argument>)? (self $(, _: $argument)?) -> $returned
                where
                    I: InboxFeature,
                {
                    let value: fn(Self) -> $returned = $value;
                    value(self)
                }
            )+
        }
    };
}

missing! {
    inbox<Inbox> -> Self = |hooks| hooks;
    worker<Settings> -> Self = |hooks| hooks;
    worker_elsewhere -> Self = |hooks| hooks;
    health<Path> -> Self = |hooks| hooks;
    into_worker -> Result<(), StartError> = |_| Ok(());
    into_router_and_worker -> Result<(axum::Router, ()), StartError> = |_| Ok((axum::Router::new(), ()));
}
