//! [`Handlers`]: what `handlers![...]` makes, once the set was checked.

use std::fmt;
use std::marker::PhantomData;

use cronofy_hooks_types::route::Route;

use crate::extract::NoHandlers;
use crate::handler::{AllStates, Descriptor};

/// A checked set of handlers: the value of [`handlers!`](crate::handlers).
///
/// `N` is what the handlers take from the application's state. A function that returns a list leaves it open:
///
/// ```
/// use cronofy_hooks::extract::ProvidedBy;
/// use cronofy_hooks::{Handlers, State, cronofy_handler, handlers, payload::Change};
///
/// #[derive(Clone)]
/// struct App;
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, State(app): State<App>) {}
///
/// /// With `()` in place of `App` where no handler takes a state.
/// fn list() -> Handlers<impl ProvidedBy<App>> {
///     handlers![change, ..]
/// }
/// ```
pub struct Handlers<N> {
    list: &'static [Descriptor],
    /// Also a list of nothing but `..` was given.
    is_given: bool,
    needs: PhantomData<fn() -> N>,
}

impl Handlers<NoHandlers> {
    pub(crate) const fn none() -> Self {
        Self { list: &[], is_given: false, needs: PhantomData }
    }
}

impl Handlers<()> {
    /// Called by `handlers![...]`, after its checks.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<States: AllStates>(list: &'static [Descriptor], _: &States) -> Handlers<States::States> {
        Handlers { list, is_given: true, needs: PhantomData }
    }
}

impl<N> Handlers<N> {
    pub(crate) fn is_given(&self) -> bool {
        self.is_given
    }

    pub(crate) fn list(&self) -> &'static [Descriptor] {
        self.list
    }

    /// Route and name of each handler, in the order of the list.
    pub fn routes(&self) -> impl Iterator<Item = (Route, &'static str)> {
        self.list.iter().map(|handler| (handler.meta.route, handler.meta.name))
    }
}

impl<N> fmt::Debug for Handlers<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.routes().map(|(route, name)| (name, route))).finish()
    }
}
