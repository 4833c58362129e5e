//! [`State`]: parts of the application's state.

use std::any::{Any, TypeId};
use std::fmt;

use axum::extract::FromRef;
use cronofy_hooks_types::route::Route;

use super::{FromDelivery, Parts, Rejection};
use crate::text::type_name;

/// A part of the application's state, as in axum: `T` is the type given to
/// [`Hooks::state`](crate::Hooks::state), or one that implements axum's [`FromRef`] for it.
///
/// The value is made once, when the hooks start, and cloned for each delivery.
///
/// A handler that needs a part of the state takes the type of the part, and `FromRef` says where it comes from. With
/// axum's feature `macros`, `#[derive(FromRef)]` above the state writes it for each field. An extractor that takes a
/// part inside, and not among the arguments of the handler, needs [`Hooks::substate`](crate::Hooks::substate) as well.
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
///
/// A part of the state:
///
/// ```
/// use axum::extract::FromRef;
/// use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers, payload::Change};
///
/// #[derive(Clone)]
/// struct Mailer;
///
/// #[derive(Clone)]
/// struct App { mailer: Mailer }
///
/// impl FromRef<App> for Mailer {
///     fn from_ref(app: &App) -> Self {
///         app.mailer.clone()
///     }
/// }
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, State(mailer): State<Mailer>) { /* … */ }
///
/// let router = Hooks::new(Secrets::new(["CRN_secret"])?)
///     .handlers(handlers![change, ..])
///     .state(App { mailer: Mailer })
///     .into_router()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct State<T>(pub T);

// That the state can be cloned is checked where the hooks start: once, and not at each handler.
impl<R, T: Send + Sync + 'static> FromDelivery<R> for State<T> {
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

fn state<T: 'static>(parts: &Parts) -> Result<State<T>, Rejection> {
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
    label = "the application's state is `{S}`",
    note = "see the page \"My handler does not compile\" of the documentation"
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
    note = "give it with `.state(...)` before this call",
    note = "for a part of what you give there, implement axum's `FromRef` for `{Self}`, by hand or, with axum's feature `macros`, with `#[derive(FromRef)]` above the type of the state",
    note = "see the page \"My handler does not compile\" of the documentation"
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

// Each gives the state itself too: an extractor may take it inside. So each requires that it can be cloned, and not
// `Hooks::state`: that would be a second error.
impl<S: Clone + Send + Sync + 'static> ProvidedBy<S> for () {
    const PROVIDE: Provide<S> = |state, states| states.insert(|| state.clone());
}

/// No handlers take no state; the start refuses them.
impl<S> ProvidedBy<S> for NoHandlers {
    const PROVIDE: Provide<S> = |_, _| {};
}

impl<S: Clone + Send + Sync + 'static, T: PartOf<S> + Clone + Send + Sync + 'static> ProvidedBy<S> for State<T> {
    const PROVIDE: Provide<S> = |state, states| {
        states.insert(|| state.clone());
        states.insert(|| T::part_of(state));
    };
}

/// It cannot be an argument, and has a message for that. This avoids a second one.
impl<S, T> ProvidedBy<S> for axum::extract::State<T> {
    const PROVIDE: Provide<S> = |_, _| {};
}

/// An argument under a `#[cfg]` that does not hold.
impl<S: Clone + Send + Sync + 'static> ProvidedBy<S> for fn() {
    const PROVIDE: Provide<S> = <() as ProvidedBy<S>>::PROVIDE;
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
    /// How many arguments take the payload out of the delivery.
    payloads: usize,
    /// The routes of payloads of the application's own schemas.
    own_payloads: Vec<Route>,
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

    /// The payload: what an extractor takes with [`Parts::payload`]. There is one, so the start refuses a handler that
    /// takes it twice, such as beside the extractor.
    pub fn payload(&mut self) {
        self.payloads += 1;
    }

    /// The payload of a schema of the application's own, for this route.
    pub(super) fn payload_of(&mut self, route: Route) {
        self.own_payloads.push(route);
    }

    /// Why no delivery of this route has the payload, if none can have it.
    pub(crate) fn wrong_payload(&self, handled: Route) -> Option<String> {
        if self.payloads > 1 {
            return Some(
                "two of its arguments take the payload, and only the first would get it, so every delivery would go to the \
                 fallback; take either the payload or the extractor that takes it"
                    .to_owned(),
            );
        }
        let is_other = |of: &&Route| (of.kind(), of.name()) != (handled.kind(), handled.name());
        self.own_payloads.iter().find(is_other).map(|of| {
            format!(
                "it handles {handled}, and takes the payload of {of}, so every delivery would go to the fallback; take the \
                 payload of {handled}, or correct the name in the attribute"
            )
        })
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
    name: String,
}

impl MissingState {
    fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>() }
    }
}

impl fmt::Display for MissingState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        write!(
            f,
            "an extractor takes the state `{name}`, which the application does not give; give it with `.state(...)`, or, if it is a \
             part of what you give there, add `.substate::<{name}>()` after that"
        )
    }
}

/// The states of the application by type. Few, so that a list is the fastest map.
#[derive(Default)]
pub struct States(Vec<(TypeId, Box<dyn Any + Send + Sync>)>);

impl States {
    /// Adds a value, unless there is one of its type.
    pub(crate) fn insert<T: Clone + Send + Sync + 'static>(&mut self, make: impl FnOnce() -> T) {
        if self.held::<T>().is_none() {
            self.0.push((TypeId::of::<T>(), Box::new(HeldState { value: make(), clone: T::clone })));
        }
    }

    fn held<T: 'static>(&self) -> Option<&HeldState<T>> {
        let wanted = TypeId::of::<T>();
        self.0.iter().find(|(id, _)| *id == wanted).and_then(|(_, state)| state.downcast_ref())
    }

    fn get<T: 'static>(&self) -> Option<T> {
        self.held::<T>().map(|held| (held.clone)(&held.value))
    }
}

/// A value, and how it is cloned: what extracts it does not require `Clone`.
struct HeldState<T> {
    value: T,
    clone: fn(&T) -> T,
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_that_no_delivery_can_have_is_found() {
        let (polls, shared) = (Route::interaction("poll_closed"), Route::interaction("poll_shared"));
        let needing = |count: usize, own: &[Route]| {
            let mut needs = Needs::default();
            (0..count).for_each(|_| needs.payload());
            own.iter().for_each(|route| needs.payload_of(*route));
            needs
        };
        for (needs, expected) in [
            (needing(0, &[]), None),
            (needing(1, &[polls]), None),
            (needing(0, &[polls, polls]), None),
            (needing(2, &[]), Some("two of its arguments take the payload")),
            (
                needing(0, &[polls, shared]),
                Some(
                    r#"it handles interaction "poll_closed", subtype "late", and takes the payload of interaction "poll_shared""#,
                ),
            ),
        ] {
            let wrong = needs.wrong_payload(polls.with_subtype("late"));
            match expected {
                Some(expected) => {
                    assert!(wrong.as_ref().is_some_and(|wrong| wrong.starts_with(expected)), "{expected}: {wrong:?}");
                }
                None => assert_eq!(wrong, None),
            }
        }
    }
}
