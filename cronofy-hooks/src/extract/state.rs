//! [`State`]: parts of the application's state.

use std::any::{Any, TypeId};
use std::fmt;

use axum::extract::FromRef;

use super::{FromDelivery, Parts, Rejection};

/// A part of the application's state, as in axum: `T` is the type given to
/// [`Hooks::state`](crate::Hooks::state), or one that implements axum's [`FromRef`] for it.
///
/// The value is made once, when the hooks start, and cloned for each delivery.
///
/// ```
/// use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers, payload::Change};
///
/// #[derive(Clone)]
/// struct App { name: &'static str }
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, State(app): State<App>) {
///     println!("{}: {}", app.name, change.changes_since);
/// }
///
/// let router = Hooks::new(Secrets::new(["CRN_secret"])?)
///     .handlers(handlers![change, ..])
///     .state(App { name: "planner" })
///     .into_router()?;
/// # let _: axum::Router = router;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct State<T>(pub T);

impl<R, T: Clone + Send + Sync + 'static> FromDelivery<R> for State<T> {
    type Needs = Self;

    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        parts.states.get::<T>().map(Self).ok_or_else(|| {
            // Only an extractor that leaves `State<T>` out of its `Needs` gets here.
            Rejection::retry(format!(
                "the state `{}` was not asked for; add `State<{0}>` to `Needs` of the extractor that takes it",
                std::any::type_name::<T>()
            ))
        })
    }
}

/// What an extractor takes from the application's state: `()`, [`State<T>`], or a tuple of them.
pub trait Needs {}

/// Needs that an application with the state `S` provides.
#[diagnostic::on_unimplemented(
    message = "the application has no state for `{Self}`, which a handler takes",
    label = "this application's state is `{S}`",
    note = "give it with `.state(...)` before this call, or implement `axum::extract::FromRef<{S}>` for the type that the handler takes"
)]
pub trait ProvidedBy<S>: Needs {
    /// Puts what is needed into the table.
    #[doc(hidden)]
    fn provide(state: &S, states: &mut States);
}

impl Needs for () {}

impl<S> ProvidedBy<S> for () {
    fn provide(_: &S, _: &mut States) {}
}

impl<T> Needs for State<T> {}

#[diagnostic::do_not_recommend]
impl<S, T: FromRef<S> + Clone + Send + Sync + 'static> ProvidedBy<S> for State<T> {
    fn provide(state: &S, states: &mut States) {
        if states.get_ref::<T>().is_none() {
            states.0.push((TypeId::of::<T>(), Box::new(T::from_ref(state))));
        }
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        tuples!($($rest)*);

        impl<$first: Needs $(, $rest: Needs)*> Needs for ($first, $($rest,)*) {}

        #[diagnostic::do_not_recommend]
        impl<State, $first: ProvidedBy<State> $(, $rest: ProvidedBy<State>)*> ProvidedBy<State> for ($first, $($rest,)*) {
            fn provide(state: &State, states: &mut States) {
                $first::provide(state, states);
                $($rest::provide(state, states);)*
            }
        }
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

/// The states of the application by type. Few, so that a list is the fastest map.
#[derive(Default)]
pub struct States(Vec<(TypeId, Box<dyn Any + Send + Sync>)>);

impl States {
    fn get_ref<T: 'static>(&self) -> Option<&T> {
        let wanted = TypeId::of::<T>();
        self.0.iter().find(|(id, _)| *id == wanted).and_then(|(_, state)| state.downcast_ref())
    }

    fn get<T: Clone + 'static>(&self) -> Option<T> {
        self.get_ref::<T>().cloned()
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", self.0.len())
    }
}
