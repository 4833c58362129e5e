//! [`Descriptor`]: a handler without its type.

use std::fmt;

use cronofy_hooks_types::route::{Kind, Route};

use super::adapter::{Call, Job};
use super::policy::Policy;
use crate::extract::{Needs, Parts};

/// The compile-time description of a handler.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meta {
    pub(crate) route: Route,
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// Of the route. The checks of a list compare every two handlers, and a number is cheap to compare.
    pub(crate) fingerprint: u64,
    /// The macro has reported a mistake, so the checks of the list stay silent.
    pub(crate) broken: bool,
    /// Read by the inbox; without one, by the warning that it has no effect.
    pub(crate) policy: Policy,
}

impl Meta {
    pub(crate) const fn new(route: Route, name: &'static str, doc: &'static str) -> Self {
        Self { route, name, doc, fingerprint: route.fingerprint(), broken: false, policy: Policy::new() }
    }
}

/// One handler without its type: what the dispatch table holds.
#[derive(Clone, Copy)]
pub struct Descriptor {
    pub(crate) meta: Meta,
    pub(crate) run: fn(Job<'_>) -> Option<Call>,
}

impl Descriptor {
    /// What the macro knows: the route, the name of the function, its doc comment, and what does its jobs. It is one
    /// call, because rustc reads it for each handler.
    #[must_use]
    pub const fn new(
        kind: Kind,
        name: &'static str,
        subtype: Option<&'static str>,
        function: &'static str,
        doc: &'static str,
        run: fn(Job<'_>) -> Option<Call>,
    ) -> Self {
        let route = Route::of(kind, name, subtype);
        Self { meta: Meta::new(route, function, doc), run }
    }

    /// The same, with what the attribute says about retries, time and order.
    #[must_use]
    pub const fn with_policy(self, policy: Policy) -> Self {
        Self { meta: Meta { policy, ..self.meta }, ..self }
    }

    /// Stands in for a handler with a mistake, so that the mistake is reported once. A list that holds it does
    /// not compile.
    #[must_use]
    pub const fn broken(name: &'static str) -> Self {
        Self { meta: Meta { broken: true, ..Meta::new(Route::fallback(), name, "") }, run: |_| None }
    }

    pub(crate) fn is_fallback(&self) -> bool {
        self.meta.route.kind() == Kind::Fallback
    }

    /// Names what the extractors take from the application's state and paths.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        (self.run)(Job::Needs(needs));
    }

    /// Extracts the arguments and runs the function.
    #[inline]
    pub(crate) fn call(&self, parts: Parts) -> Option<Call> {
        (self.run)(Job::Call(parts))
    }
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.meta.fmt(f)
    }
}
