//! Gives generated tokens the spans of the code that the user would edit.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens with the spans of `written`, as if the user had written them there. rustc then does not
/// mention a macro in its message. All their names must resolve at that place.
pub(crate) fn over(written: &impl ToTokens, tokens: TokenStream) -> TokenStream {
    let (begin, end) = ends(written);
    let mut place = begin;
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(std::mem::replace(&mut place, end));
        within(token, end)
    });
    moved.collect()
}

/// The same for the tokens inside brackets.
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

/// The spans of the first and the last token.
///
/// Joining spans is not stable. Generated code whose first and last tokens have these two spans covers
/// exactly the written code. A message about the generated code then equals one about the written code
/// alone, and rustc shows equal messages once.
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
