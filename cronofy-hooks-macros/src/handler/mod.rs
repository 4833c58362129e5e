//! `#[cronofy_handler]`: syntax → check → model → expand, or recover where something is wrong.

mod check;
mod expand;
mod model;
mod policy;
mod recover;
mod syntax;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// The expansion of one attribute.
pub(crate) fn handler(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    // Both are parsed, so that a mistake in one does not hide those in the other.
    let options = syntax::Options::parse(attribute, &mut errors);
    let function = syntax::HandlerFn::parse(item, &mut errors);
    let handler = function.clone().and_then(|function| check::check(&options, function, &mut errors));
    match handler {
        Some(handler) if errors.is_empty() => expand::expand(&handler),
        _ => recover::recover(item, &options, function, errors),
    }
}
