//! A handler that passed the checks.

use proc_macro2::TokenStream;
use syn::{Ident, Type};

use super::policy::CheckedPolicy;
use super::syntax::HandlerFn;

/// The attribute and the signature.
pub(super) struct CheckedHandler {
    pub(super) function: HandlerFn,
    /// The path of the library.
    pub(super) krate: TokenStream,
    pub(super) route: CheckedRoute,
    pub(super) policy: CheckedPolicy,
    pub(super) arguments: Vec<CheckedArgument>,
    /// The first paragraph of the doc comment.
    pub(super) doc: String,
}

/// One argument.
pub(super) struct CheckedArgument {
    pub(super) ty: Type,
    /// Written as `State<T>`, so that the compiler can check that the application has this state.
    pub(super) is_state: bool,
    /// The `#[cfg]` attributes of the argument.
    pub(super) cfg: TokenStream,
    /// The condition of each.
    pub(super) conditions: Vec<TokenStream>,
}

/// The route, and the type that stands for it among extractors.
pub(super) enum CheckedRoute {
    Documented { kind: &'static str, name: String, subtype: Option<String>, payload: &'static str },
    Unlisted { kind: &'static str, name: String, subtype: Option<String> },
    Fallback,
}

impl CheckedRoute {
    /// Whether several notifications of this route can join in one job.
    pub(super) fn joins(&self) -> bool {
        matches!(self, Self::Documented { kind: "notification", name, .. } if name == "change")
    }
}

impl CheckedHandler {
    pub(super) fn name(&self) -> &Ident {
        &self.function.sig.ident
    }
}
