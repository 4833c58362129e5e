//! What was written: which of the options, with which tokens.

use proc_macro2::TokenTree;
use syn::Ident;

use super::messages;
use crate::errors::Errors;
use crate::messages::{OPTIONS, comma_missing, option_twice};

/// The options that were written.
#[derive(Default)]
pub(in crate::handler) struct Written {
    pub(super) retries: Option<Given>,
    pub(super) backoff: Option<Given>,
    pub(super) timeout: Option<Given>,
    pub(super) window: Option<Given>,
    pub(super) key: Option<Given>,
}

/// An option with the tokens of its value, of which there is at least one.
pub(super) struct Given {
    pub(super) key: Ident,
    pub(super) value: Vec<TokenTree>,
}

impl Written {
    /// Takes the option, if it is one of these.
    pub(in crate::handler) fn read(&mut self, key: &Ident, value: Option<&[TokenTree]>, errors: &mut Errors) -> bool {
        let slot = match key.to_string().as_str() {
            "retries" => &mut self.retries,
            "backoff" => &mut self.backoff,
            "timeout" => &mut self.timeout,
            "window" => &mut self.window,
            "key" => &mut self.key,
            _ => return false,
        };
        let value = value.unwrap_or_default();
        if slot.is_some() {
            errors.error(key, option_twice(&key.to_string()));
        } else if value.is_empty() {
            errors.error(key, messages::value_missing(&key.to_string()));
        } else if let Some(next) = next_option(value) {
            errors.error(next, comma_missing(&next.to_string()));
        } else {
            *slot = Some(Given { key: key.clone(), value: value.to_vec() });
        }
        true
    }
}

/// The option that begins in the middle of a value, because no comma stands before it.
fn next_option(value: &[TokenTree]) -> Option<&Ident> {
    value.windows(2).enumerate().find_map(|(index, tokens)| {
        let [before, TokenTree::Ident(word)] = tokens else { return None };
        let has_value = matches!(value.get(index + 2), Some(TokenTree::Punct(equals)) if equals.as_char() == '=');
        let is_option = has_value || OPTIONS.contains(&word.to_string().as_str());
        (is_option && !matches!(before, TokenTree::Punct(_))).then_some(word)
    })
}
