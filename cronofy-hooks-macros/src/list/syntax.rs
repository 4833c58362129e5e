//! The tokens between the brackets, as a list.

use std::collections::HashSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::{Meta, Path};

use super::messages;
use crate::catalogue;
use crate::errors::CompileErrors;
use crate::messages::comma_missing;
use crate::split::split_at_commas;

/// The handlers of a list.
pub(super) struct HandlerList {
    /// The path of the library: `$crate` of the macro that wraps this one.
    pub(super) krate: TokenStream,
    pub(super) handlers: Vec<ListedHandler>,
    /// Whether the list ends in `..`.
    pub(super) open: bool,
    /// The paths so far.
    texts: HashSet<String>,
}

/// One handler of a list.
pub(super) struct ListedHandler {
    pub(super) path: Path,
    /// The path, as the user wrote it.
    pub(super) text: String,
    /// The condition of each `#[cfg(...)]` before the name.
    pub(super) conditions: Vec<TokenStream>,
}

impl HandlerList {
    pub(super) fn parse(items: TokenStream, errors: &mut CompileErrors) -> Option<Self> {
        let mut items = items.into_iter();
        let Some(TokenTree::Group(krate)) = items.next() else { return None };
        let mut list = Self { krate: krate.stream(), handlers: Vec::new(), open: false, texts: HashSet::new() };
        let items = split_at_commas(items.collect(), errors);
        let last = items.len().saturating_sub(1);
        for (index, item) in items.into_iter().enumerate() {
            list.read(&item, index == last, errors);
        }
        Some(list)
    }

    fn read(&mut self, item: &[TokenTree], is_last: bool, errors: &mut CompileErrors) {
        let (conditions, item) = conditions(item, errors);
        let is_point = |token: &TokenTree| matches!(token, TokenTree::Punct(point) if point.as_char() == '.');
        let tokens: TokenStream = item.iter().cloned().collect();
        if item.iter().all(is_point) {
            match item.len() {
                2 if is_last => self.open = true,
                2 => errors.error(tokens, messages::dots_not_last()),
                _ => errors.error(tokens, messages::not_two_dots()),
            }
            return;
        }
        // The longest path at the beginning. The rest decides which message fits.
        let path = |input: ParseStream<'_>| {
            let path = input.call(Path::parse_mod_style).ok();
            let rest: TokenStream = input.parse()?;
            Ok((path, rest))
        };
        let Ok((path, rest)) = path.parse2(tokens.clone()) else { return };
        let Some(path) = path else {
            if let (Some(TokenTree::Ident(name)), true) = (item.first(), item.len() > 1) {
                errors.error(tokens, messages::not_only_a_path(&name.to_string()));
                return;
            }
            errors.error(tokens, messages::not_a_path(literal_name(item)));
            return;
        };
        let text = path.to_token_stream().to_string().replace(' ', "");
        match rest.clone().into_iter().next() {
            None if !self.texts.insert(text.clone()) => errors.error(&path, messages::listed_twice(&text)),
            None if is_payload(&path) => errors.error(&path, messages::payload_listed(&text)),
            None => self.handlers.push(ListedHandler { path, text, conditions }),
            Some(TokenTree::Group(arguments)) => errors.error(arguments, messages::called(&text)),
            Some(TokenTree::Ident(next)) => errors.error(&next, comma_missing(&next.to_string())),
            Some(TokenTree::Punct(point)) if point.as_char() == '.' => {
                errors.error(rest, comma_missing(".."));
            }
            Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
                errors.error(tokens, messages::route_in_list())
            }
            Some(TokenTree::Punct(point)) if point.as_char() == ';' => errors.error(point, messages::semicolon()),
            Some(_) => errors.error(rest, messages::not_only_a_path(&text)),
        }
    }
}

/// Takes the attributes off an item.
fn conditions<'i>(mut item: &'i [TokenTree], errors: &mut CompileErrors) -> (Vec<TokenStream>, &'i [TokenTree]) {
    let mut conditions = Vec::new();
    while let [TokenTree::Punct(hash), TokenTree::Group(attribute), rest @ ..] = item {
        if hash.as_char() != '#' || attribute.delimiter() != Delimiter::Bracket {
            break;
        }
        match syn::parse2(attribute.stream()) {
            Ok(Meta::List(cfg)) if cfg.path.is_ident("cfg") => conditions.push(cfg.tokens),
            _ => errors.error(attribute, messages::attribute_of_an_item()),
        }
        item = rest;
    }
    (conditions, item)
}

/// Whether the path is named like a payload type.
fn is_payload(path: &Path) -> bool {
    catalogue::payloads().any(|payload| path.segments.last().is_some_and(|segment| segment.ident == payload))
}

/// The name in a text such as `"change"`.
fn literal_name(item: &[TokenTree]) -> Option<String> {
    let [TokenTree::Literal(literal)] = item else { return None };
    let text: syn::LitStr = syn::parse2(quote!(#literal)).ok()?;
    let name = text.value();
    syn::parse_str::<syn::Ident>(&name).ok().map(|_| name)
}
