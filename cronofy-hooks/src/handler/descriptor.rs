//! [`Handler`]: what `#[cronofy_handler]` makes of a function.

use std::future::Future;
use std::pin::Pin;

use cronofy_hooks_types::route::{Kind, Route};

use super::policy::Policy;
use crate::extract::{Needs, Parts, Rejection};
use crate::outcome::Outcome;

/// The running handler of one occurrence.
pub type Call = Pin<Box<dyn Future<Output = Result<Outcome, Rejection>> + Send>>;

/// The compile-time description of a handler.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
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
    /// What the macro knows: route, name of the function and its doc comment.
    #[must_use]
    pub const fn new(route: Route, name: &'static str, doc: &'static str) -> Self {
        Self { route, name, doc, fingerprint: route.fingerprint(), broken: false, policy: Policy::new() }
    }

    /// The same, with what the attribute says about retries, time and order.
    #[must_use]
    pub const fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Stands in for a handler with a mistake, so that the mistake is reported once.
    #[must_use]
    pub const fn broken(name: &'static str) -> Self {
        Self { broken: true, ..Self::new(Route::fallback(), name, "") }
    }
}

/// The type that `#[cronofy_handler]` makes beside a function, under the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "list the name of a function that carries `#[cronofy_handler(...)]`"
)]
pub trait Handler {
    /// Route, name and documentation.
    const META: Meta;
    /// The `State<T>` among the arguments.
    type States;
    /// Names what the extractors take from the application's state.
    fn needs(needs: &mut Needs);
    /// Extracts the arguments and runs the function.
    fn call(parts: Parts) -> Call;
    /// The handler without its type.
    const DESCRIPTOR: Descriptor = Descriptor { meta: Self::META, needs: Self::needs, call: Self::call };
}

/// One handler without its type: what the dispatch table holds.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    pub(crate) meta: Meta,
    pub(crate) needs: fn(&mut Needs),
    pub(crate) call: fn(Parts) -> Call,
}

impl Descriptor {
    pub(crate) fn is_fallback(&self) -> bool {
        self.meta.route.kind() == Kind::Fallback
    }
}

/// The type of a list item that is no handler: a function without the attribute, or anything else. The
/// checks of the list report it.
#[derive(Debug)]
pub struct NotAHandler(());

impl Handler for NotAHandler {
    const META: Meta = Meta::broken("");
    type States = ();

    fn needs(_: &mut Needs) {}

    fn call(_: Parts) -> Call {
        unreachable!("a list that holds it does not compile")
    }
}
