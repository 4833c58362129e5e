//! Whether [`Hooks`](super::Hooks) have an inbox, and which process runs its worker: as types, so that a
//! call that would have no effect does not compile.

#[cfg(feature = "inbox")]
use std::sync::Arc;

#[cfg(feature = "inbox")]
use crate::inbox::{Inbox, WorkerSettings};

/// Hooks without an inbox: handlers run before the answer.
#[derive(Debug, Default)]
pub struct NoInbox(());

/// Whether hooks have an inbox.
pub trait InboxChoice {
    /// Whether there is one.
    #[doc(hidden)]
    fn is_given(&self) -> bool;

    /// The inbox, if there is one.
    #[cfg(feature = "inbox")]
    #[doc(hidden)]
    fn behind(&self) -> Option<&Behind>;
}

/// Hooks that receive, with an inbox or without.
#[diagnostic::on_unimplemented(
    message = "these hooks receive nothing: they handle what other processes receive",
    label = "made by `Hooks::worker_only(...)`",
    note = "call `.into_worker()`, or begin with `Hooks::new(secrets).inbox(...)`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait Receives: InboxChoice {
    /// Whether the process that receives also handles what is stored.
    #[doc(hidden)]
    const HANDLES: bool;
}

impl InboxChoice for NoInbox {
    fn is_given(&self) -> bool {
        false
    }

    #[cfg(feature = "inbox")]
    fn behind(&self) -> Option<&Behind> {
        None
    }
}

impl Receives for NoInbox {
    const HANDLES: bool = false;
}

/// Hooks with an inbox.
#[cfg(feature = "inbox")]
#[diagnostic::on_unimplemented(
    message = "these hooks have no inbox, so this would have no effect",
    label = "no inbox yet",
    note = "call `.inbox(...)` before this, or remove it",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait HasInbox: InboxChoice {
    #[doc(hidden)]
    fn behind_mut(&mut self) -> &mut Behind;
}

/// Hooks whose worker is in the process that receives.
///
/// Hooks without an inbox, and those that receive nothing, have messages of their own. So they are allowed here: one mistake
/// is one error.
#[cfg(feature = "inbox")]
#[diagnostic::on_unimplemented(
    message = "the worker of these hooks runs in another process",
    label = "after `.worker_elsewhere()`",
    note = "call `.into_router()`, or remove `.worker_elsewhere()`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait WorksHere {}

#[cfg(feature = "inbox")]
impl WorksHere for NoInbox {}
#[cfg(feature = "inbox")]
impl WorksHere for WithInbox {}
#[cfg(feature = "inbox")]
impl WorksHere for WorkerOnly {}

/// The inbox, its worker, and the path of its health.
#[cfg(feature = "inbox")]
#[derive(Clone, Debug)]
pub struct Behind {
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) worker: WorkerSettings,
    pub(super) health: Option<String>,
}

#[cfg(feature = "inbox")]
macro_rules! behind {
    ($($(#[$attribute:meta])* $name:ident)+) => {
        $(
            $(#[$attribute])*
            #[derive(Debug)]
            pub struct $name(pub(super) Behind);

            impl InboxChoice for $name {
                fn is_given(&self) -> bool {
                    true
                }

                fn behind(&self) -> Option<&Behind> {
                    Some(&self.0)
                }
            }

            impl HasInbox for $name {
                fn behind_mut(&mut self) -> &mut Behind {
                    &mut self.0
                }
            }
        )+
    };
}

#[cfg(feature = "inbox")]
behind! {
    /// Hooks with an inbox, and a worker in the process that receives.
    WithInbox
    /// Hooks with an inbox whose worker runs in another process.
    WorkerElsewhere
    /// Hooks that handle what other processes receive.
    WorkerOnly
}

#[cfg(feature = "inbox")]
impl Receives for WithInbox {
    const HANDLES: bool = true;
}

#[cfg(feature = "inbox")]
impl Receives for WorkerElsewhere {
    const HANDLES: bool = false;
}
