//! A handler that is known to be right.

use proc_macro2::TokenStream;
use syn::{Ident, Type};

use super::policy::Policy;
use super::syntax::HandlerFn;

/// What the attribute and the signature say, checked.
pub(super) struct Handler {
    pub(super) function: HandlerFn,
    /// Where the library is.
    pub(super) krate: TokenStream,
    pub(super) route: Route,
    pub(super) policy: Policy,
    pub(super) arguments: Vec<Argument>,
    /// The first paragraph of the doc comment.
    pub(super) doc: String,
}

/// One argument.
pub(super) struct Argument {
    pub(super) ty: Type,
    /// Written as `State<T>`, so that the compiler can check that the application gives it.
    pub(super) is_state: bool,
    /// What the compiler asks of the type: a narrower question gives a better answer.
    pub(super) asked: Asked,
    /// The `#[cfg]` attributes of the argument.
    pub(super) cfg: TokenStream,
}

/// The trait through which an argument is extracted. All of them hold for the same types.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    Extractor,
    /// Named like the payload of another route.
    PayloadOfRoute,
    /// Named like a payload, in a fallback.
    PayloadInFallback,
    /// Something of an unlisted route that is not named like an extractor.
    OfUnlisted,
    /// An `Option` that is not one of an extractor that may find nothing.
    Optional,
    /// Named `Unhandled`, outside a fallback.
    UnhandledOutsideFallback,
}

/// The route, and the type that stands for it among extractors.
pub(super) enum Route {
    Documented { kind: &'static str, name: String, subtype: Option<String>, payload: &'static str },
    Unlisted { kind: &'static str, name: String, subtype: Option<String> },
    Fallback,
}

impl Handler {
    pub(super) fn name(&self) -> &Ident {
        &self.function.sig.ident
    }
}
