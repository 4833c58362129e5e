//! From the tokens of the attribute and its function to the expansion.

use proc_macro2::TokenStream;

use super::syntax::{AttributeOptions, HandlerFn};
use super::{check, expand, recover};
use crate::errors::CompileErrors;

/// The expansion of one attribute.
pub(crate) fn expand_handler(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = CompileErrors::default();
    // Both are parsed, so that a mistake in one does not hide those in the other.
    let options = AttributeOptions::parse(attribute, &mut errors);
    let function = HandlerFn::parse(item, &mut errors);
    let handler = function.clone().and_then(|function| check::check(&options, function, &mut errors));
    match handler {
        Some(handler) if errors.is_empty() => expand::expand(item, &handler),
        _ => recover::recover(item, &options, function, errors),
    }
}
