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
    /// The bound on the type.
    pub(super) bound: ArgumentBound,
    /// The `#[cfg]` attributes of the argument.
    pub(super) cfg: TokenStream,
    /// The condition of each.
    pub(super) conditions: Vec<TokenStream>,
}

/// The trait of the library through which an argument is extracted.
///
/// All of them hold for the same types, so the choice does not decide what compiles. It decides which
/// message rustc shows: a narrower trait has a more helpful one.
#[derive(Clone, Copy)]
pub(super) enum ArgumentBound {
    FromDelivery,
    /// The type is named like the payload of another route.
    PayloadOfRoute,
    /// The type is named like a payload, and the handler is a fallback.
    ArgumentOfFallback,
    /// The route is unlisted, and the type is not named like an extractor.
    ArgumentOfUnlisted,
    /// The type is an `Option` of something other than an extractor that may find nothing.
    OptionalArgument,
    /// The type is named `Unhandled`, and the handler is no fallback.
    ArgumentOutsideFallback,
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
