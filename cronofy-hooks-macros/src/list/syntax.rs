//! What was written between the brackets.

use proc_macro2::{Group, TokenStream};
use syn::parse::{ParseStream, Parser as _};
use syn::{Path, Token};

use crate::errors::Errors;
use crate::messages;

/// The handlers of a list.
pub(super) struct List {
    /// Where the library is: `$crate` of the macro that wraps this one.
    pub(super) krate: TokenStream,
    pub(super) handlers: Vec<Path>,
    /// Whether the list ends in `..`.
    pub(super) open: bool,
}

impl List {
    pub(super) fn parse(items: TokenStream, errors: &mut Errors) -> Option<Self> {
        let parse = |input: ParseStream<'_>| {
            let krate = input.parse::<Group>()?.stream();
            let mut list = Self { krate, handlers: Vec::new(), open: false };
            while !input.is_empty() {
                if input.peek(Token![..]) {
                    let dots: Token![..] = input.parse()?;
                    list.open = true;
                    let ends = input.is_empty() || input.peek(Token![,]) && input.peek2(syn::parse::End);
                    if !ends {
                        return Err(syn::Error::new_spanned(dots, messages::dots_not_last()));
                    }
                } else {
                    let handler = input.call(Path::parse_mod_style);
                    list.handlers.push(handler.map_err(|error| syn::Error::new(error.span(), messages::not_a_path()))?);
                }
                if !input.is_empty() {
                    input
                        .parse::<Token![,]>()
                        .map_err(|error| syn::Error::new(error.span(), messages::not_a_path()))?;
                }
            }
            Ok(list)
        };
        parse.parse2(items).map_err(|error| errors.push(error)).ok()
    }
}
