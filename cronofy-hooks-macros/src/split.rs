//! Takes a comma-separated list apart without giving up at the first mistake.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::messages;

/// The parts between commas. A comma after the last part is allowed; one without a part before it
/// is an error.
pub(crate) fn split_at_commas(tokens: TokenStream, errors: &mut Errors) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for token in tokens.into_iter().map(unwrapped) {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                if part.is_empty() {
                    errors.error(comma, messages::comma_too_many());
                } else {
                    parts.push(std::mem::take(&mut part));
                }
            }
            _ => part.push(token),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// A `$name:literal` of a `macro_rules!` comes in invisible brackets.
fn unwrapped(token: TokenTree) -> TokenTree {
    if let TokenTree::Group(group) = &token
        && group.delimiter() == Delimiter::None
    {
        let mut inner = group.stream().into_iter();
        if let (Some(only), None) = (inner.next(), inner.next()) {
            return only;
        }
    }
    token
}
