//! A handler that is known to be right.

use proc_macro2::TokenStream;
use syn::{Ident, Path, Type};

use super::syntax::HandlerFn;

/// What the attribute and the signature say, checked.
pub(super) struct Handler {
    pub(super) function: HandlerFn,
    pub(super) krate: Path,
    pub(super) route: Route,
    pub(super) arguments: Vec<Argument>,
    /// The first paragraph of the doc comment.
    pub(super) doc: String,
}

/// One argument.
pub(super) struct Argument {
    pub(super) ty: Type,
    /// Written as `State<T>`, so that the compiler can check that the application gives it.
    pub(super) is_state: bool,
    /// The `#[cfg]` attributes of the argument.
    pub(super) cfg: TokenStream,
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
