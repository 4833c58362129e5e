//! Splits a comma-separated list without stopping at the first mistake.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::CompileErrors;
use crate::messages;

/// The parts between commas. A comma after the last part is allowed. A comma without a part before it
/// is an error.
pub(crate) fn split_at_commas(tokens: TokenStream, errors: &mut CompileErrors) -> Vec<Vec<TokenTree>> {
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

/// The token inside invisible brackets: `macro_rules!` wraps a `$name:literal` in them.
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
