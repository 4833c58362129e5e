//! [`Handler`]: what a list finds under the name of a function.

use std::marker::PhantomData;

use super::descriptor::Descriptor;

/// Implemented by `#[cronofy_handler]` for the type `Handler` in the module that it puts beside a function, under
/// the same name. `States` is that type if the function takes a `State<T>`: it says what the application's state
/// has to provide.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "list the name of a function that has `#[cronofy_handler(...)]`",
    note = "see the page \"My handler does not compile\" of the documentation"
)]
pub trait Handler<States = ()> {
    /// The handler without its type.
    const DESCRIPTOR: Descriptor;
}

/// The handler without its type.
pub const fn descriptor<States, H: Handler<States>>(_: &H) -> Descriptor {
    H::DESCRIPTOR
}

/// The states that a handler takes, as a value.
#[derive(Debug)]
pub struct StatesOf<N>(PhantomData<fn() -> N>);

/// The states that a handler takes.
pub const fn states_of<States, H: Handler<States>>(_: &H) -> StatesOf<States> {
    StatesOf(PhantomData)
}

/// The states that the handlers of a list take, as pairs of pairs: the type without the values.
pub trait AllStates {
    /// The pairs.
    type States;
}

impl AllStates for () {
    type States = ();
}

impl<N> AllStates for StatesOf<N> {
    type States = N;
}

impl<A: AllStates, B: AllStates> AllStates for (A, B) {
    type States = (A::States, B::States);
}

/// What a list finds under the name of a function without the attribute. The checks of the list report it.
#[derive(Clone, Copy, Debug)]
pub struct NotAHandler;

impl Handler for NotAHandler {
    const DESCRIPTOR: Descriptor = Descriptor::broken("");
}

/// A type with a mistake that the macro has reported.
#[derive(Clone, Copy, Debug)]
pub struct Reported;

impl Handler for Reported {
    const DESCRIPTOR: Descriptor = Descriptor::broken("reported");
}

/// A value under the name of each item of a list, so that its import succeeds even if there is none: that has a
/// message already.
pub const FOUND: () = ();

/// In place of the module that is missing beside a function without the attribute.
pub mod not_a_handler {
    pub use super::NotAHandler as Handler;
}

/// Gives any type of the application the name that a list looks for.
pub trait NotAFunction {
    /// Hidden by the constant of a handler with a mistake.
    #[expect(non_upper_case_globals, reason = "the name of the type in the module of a handler")]
    const Handler: NotAHandler = NotAHandler;
}

impl<T: ?Sized> NotAFunction for T {}
