//! Moves generated tokens to where the user would edit.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The same tokens at another place in the source. What their names mean does not change: a
/// `$crate` stays the crate it was.
pub(crate) fn respan(tokens: TokenStream, place: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        let span = place.resolved_at(token.span());
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), respan(group.stream(), place)));
        }
        token.set_span(span);
        token
    });
    moved.collect()
}
