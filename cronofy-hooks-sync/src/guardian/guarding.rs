//! [`Guarding`]: what the clones of a guardian share.

use std::pin::Pin;

use cronofy_hooks::Secrets;
use cronofy_hooks_client::ApplicationClient;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::answers::AnswerNotes;
use crate::calendar_sync::CalendarSync;
use crate::channel::{AnyChannelStore, GuardedChannel};

/// A function of the application.
pub(super) type OnState = Box<dyn Fn(GuardedChannel) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// What the clones of a guardian share.
pub(super) struct Guarding {
    pub(super) sync: CalendarSync,
    pub(super) client: ApplicationClient,
    pub(super) secrets: Secrets,
    pub(super) channels: Box<dyn AnyChannelStore>,
    pub(super) clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    pub(super) at_risk_share: f64,
    pub(super) check_every: SignedDuration,
    pub(super) creates_again: bool,
    pub(super) on_at_risk: Option<OnState>,
    pub(super) on_closed: Option<OnState>,
    pub(super) notes: AnswerNotes,
    /// There is something to do before the next tick.
    pub(super) wake: Notify,
}
