//! What [`Hooks`] have with the feature `inbox` only. Without it each of these calls names the feature, where
//! rustc would suggest a method of another name.

use super::builder::Hooks;
use super::start_error::StartError;

/// Implemented by nothing: it exists for its message.
#[diagnostic::on_unimplemented(
    message = "this call needs an inbox, which is a feature of cronofy-hooks that is not turned on",
    label = "needs the feature `inbox`",
    note = "write `features = [\"sqlite\"]` beside `cronofy-hooks` in Cargo.toml, or `postgres`, or `inbox` for an engine of your own",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait InboxFeature {}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc, clippy::must_use_candidate, reason = "documented where it exists")]
impl<N, S, I> Hooks<N, S, I> {
    pub fn inbox<Inbox>(self, _: Inbox) -> Self
    where
        I: InboxFeature,
    {
        self
    }

    pub fn worker<Settings>(self, _: Settings) -> Self
    where
        I: InboxFeature,
    {
        self
    }

    pub fn worker_elsewhere(self) -> Self
    where
        I: InboxFeature,
    {
        self
    }

    pub fn health<Path>(self, _: Path) -> Self
    where
        I: InboxFeature,
    {
        self
    }

    pub fn into_worker(self) -> Result<(), StartError>
    where
        I: InboxFeature,
    {
        Ok(())
    }

    pub fn into_router_and_worker(self) -> Result<(axum::Router, ()), StartError>
    where
        I: InboxFeature,
    {
        Ok((axum::Router::new(), ()))
    }
}
