//! Moves generated tokens to where the user would edit.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

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

/// Where the tokens begin and where they end: joining spans is not stable. Generated tokens at the
/// two ends make a message about the whole of them cover what was written and nothing else; it is
/// then the same message as one about the written part alone, and rustc shows it once.
pub(crate) fn ends(written: &impl ToTokens) -> (Span, Span) {
    let mut tokens = written.to_token_stream().into_iter();
    let first = tokens.next();
    let begin = first.as_ref().map_or_else(Span::call_site, opening);
    let end = tokens.last().or(first).as_ref().map_or_else(Span::call_site, closing);
    (begin, end)
}

fn opening(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    }
}

fn closing(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    }
}
