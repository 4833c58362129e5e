//! Moves generated tokens to where the user would edit.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The same tokens over the whole of what is written elsewhere, as if they had been written there:
/// a message about them then does not speak of macros. All their names have to be known there.
pub(crate) fn over(written: &impl ToTokens, tokens: TokenStream) -> TokenStream {
    let (begin, end) = ends(written);
    let mut place = begin;
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(std::mem::replace(&mut place, end));
        within(token, end)
    });
    moved.collect()
}

/// Moves what is in brackets.
fn within(token: TokenTree, place: Span) -> TokenTree {
    let TokenTree::Group(group) = &token else { return token };
    let inside = group.stream().into_iter().map(|mut token| {
        token.set_span(place);
        within(token, place)
    });
    let mut moved = Group::new(group.delimiter(), inside.collect());
    moved.set_span(token.span());
    moved.into()
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
