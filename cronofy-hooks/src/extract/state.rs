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
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct State<T>(pub T);

impl<R, T: Clone + Send + Sync + 'static> FromDelivery<R> for State<T> {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        state(parts)
    }

    async fn held(parts: &mut Parts) -> Result<impl FnOnce() -> Self + Send + use<R, T>, Rejection> {
        state(parts).map(|state| move || state)
    }

    fn needs(needs: &mut Needs) {
        needs.state::<T>();
    }
}

fn state<T: Clone + 'static>(parts: &Parts) -> Result<State<T>, Rejection> {
    // An extractor that does not name its needs is found out here, at run time.
    parts.states.get::<T>().map(State).ok_or_else(|| Rejection::retry(MissingState::of::<T>().to_string()))
}

/// The state that [`Hooks`](crate::Hooks) without handlers need: none.
#[derive(Debug)]
pub struct NoHandlers(());

/// The states that an application gives to its handlers. The compiler checks it for each `State<T>` among
/// a handler's arguments.
#[diagnostic::on_unimplemented(
    message = "the application's state does not give `{Self}`, which a handler takes",
    label = "the application's state is `{S}`"
)]
pub trait ProvidedBy<S> {
    /// Puts the states that handlers take into the table. A constant, because rustc checks one in less time than a
    /// function, and each handler has one.
    #[doc(hidden)]
    const PROVIDE: Provide<S>;
}

/// Puts states of handlers into the table, from the application's state.
pub type Provide<S> = fn(&S, &mut States);

/// A type that the application's state `S` gives: the state itself, or what axum's [`FromRef`] makes
/// of it. It is a trait of its own, so that the compiler's message names the type.
#[diagnostic::on_unimplemented(
    message = "a handler takes `State<{Self}>`, and the application's state does not give it",
    label = "the application's state is `{S}`",
    note = "give it with `.state(...)` before this call; for a part of the state, implement `axum::extract::FromRef<{S}>` for `{Self}`"
)]
pub trait PartOf<S>: Sized {
    #[doc(hidden)]
    fn part_of(state: &S) -> Self;
}

#[diagnostic::do_not_recommend]
impl<S, T: FromRef<S>> PartOf<S> for T {
    fn part_of(state: &S) -> Self {
        T::from_ref(state)
    }
}

impl<S> ProvidedBy<S> for () {
    const PROVIDE: Provide<S> = |_, _| {};
}

/// No handlers take no state; the start refuses them.
impl<S> ProvidedBy<S> for NoHandlers {
    const PROVIDE: Provide<S> = |_, _| {};
}

impl<S, T: PartOf<S> + Clone + Send + Sync + 'static> ProvidedBy<S> for State<T> {
    const PROVIDE: Provide<S> = |state, states| states.insert(|| T::part_of(state));
}

/// It cannot be an argument, and has a message for that. This avoids a second one.
impl<S, T> ProvidedBy<S> for axum::extract::State<T> {
    const PROVIDE: Provide<S> = |_, _| {};
}

/// An argument under a `#[cfg]` that does not hold.
impl<S> ProvidedBy<S> for fn() {
    const PROVIDE: Provide<S> = |_, _| {};
}

/// An argument under a `#[cfg]` that holds.
impl<S, T: ProvidedBy<S>> ProvidedBy<S> for fn(T) {
    const PROVIDE: Provide<S> = T::PROVIDE;
}

impl<S, A: ProvidedBy<S>, B: ProvidedBy<S>> ProvidedBy<S> for (A, B) {
    const PROVIDE: Provide<S> = |state, states| {
        A::PROVIDE(state, states);
        B::PROVIDE(state, states);
    };
}

/// What the extractors of a handler take from the application, and from its paths.
#[derive(Debug, Default)]
pub struct Needs {
    states: Vec<MissingState>,
    path_parameters: bool,
    #[cfg(feature = "inbox")]
    transactions: Vec<(TypeId, &'static str)>,
}

impl Needs {
    /// A [`State<T>`].
    pub fn state<T: 'static>(&mut self) {
        self.states.push(MissingState::of::<T>());
    }

    /// A parameter of the path: what [`Path`](crate::Path) needs. The start warns if no path of the router
    /// has a parameter.
    pub fn path_parameters(&mut self) {
        self.path_parameters = true;
    }

    /// Whether it needs a parameter of the path.
    pub(crate) fn takes_path_parameters(&self) -> bool {
        self.path_parameters
    }

    /// A transaction of the inbox, in this type of database: what `Tx` needs.
    #[cfg(feature = "inbox")]
    pub fn transaction<DB: 'static>(&mut self) {
        self.transactions.push((TypeId::of::<DB>(), std::any::type_name::<DB>()));
    }

    /// Whether it needs a transaction of the inbox.
    #[cfg(feature = "inbox")]
    pub(crate) fn takes_transaction(&self) -> bool {
        !self.transactions.is_empty()
    }

    /// The first database in which a transaction is needed and not given.
    #[cfg(feature = "inbox")]
    pub(crate) fn missing_transaction(&self, given: Option<TypeId>) -> Option<&'static str> {
        self.transactions.iter().find(|(id, _)| Some(*id) != given).map(|(_, name)| *name)
    }

    /// The first need that the states do not meet.
    pub(crate) fn missing(self, states: &States) -> Option<MissingState> {
        self.states.into_iter().find(|need| states.0.iter().all(|(id, _)| *id != need.id))
    }
}

/// A state that an extractor takes and the application does not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MissingState {
    id: TypeId,
    name: &'static str,
}

impl MissingState {
    fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: std::any::type_name::<T>() }
    }
}

impl fmt::Display for MissingState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        write!(
            f,
            "an extractor takes the state `{name}`, which the application does not give; add `.substate::<{name}>()` after `.state(...)`"
        )
    }
}

/// The states of the application by type. Few, so that a list is the fastest map.
#[derive(Default)]
pub struct States(Vec<(TypeId, Box<dyn Any + Send + Sync>)>);

impl States {
    /// Adds a value, unless there is one of its type.
    pub(crate) fn insert<T: Send + Sync + 'static>(&mut self, make: impl FnOnce() -> T) {
        if self.get_ref::<T>().is_none() {
            self.0.push((TypeId::of::<T>(), Box::new(make())));
        }
    }

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
