//! The options as they are written.

use proc_macro2::TokenTree;
use syn::Ident;

use super::messages;
use crate::errors::CompileErrors;
use crate::handler::messages::{OPTIONS, option_twice};
use crate::messages::comma_missing;

/// The options that were written.
#[derive(Default)]
pub(in crate::handler) struct WrittenPolicy {
    pub(super) retries: Option<PolicyOption>,
    pub(super) backoff: Option<PolicyOption>,
    pub(super) timeout: Option<PolicyOption>,
    pub(super) window: Option<PolicyOption>,
    pub(super) key: Option<PolicyOption>,
}

/// An option with the tokens of its value. There is at least one token.
pub(super) struct PolicyOption {
    pub(super) name: Ident,
    pub(super) value: Vec<TokenTree>,
}

impl WrittenPolicy {
    /// Takes the option if it is one of these, and returns whether it is.
    pub(in crate::handler) fn read(
        &mut self,
        name: &Ident,
        value: Option<&[TokenTree]>,
        errors: &mut CompileErrors,
    ) -> bool {
        let slot = match name.to_string().as_str() {
            "retries" => &mut self.retries,
            "backoff" => &mut self.backoff,
            "timeout" => &mut self.timeout,
            "window" => &mut self.window,
            "key" => &mut self.key,
            _ => return false,
        };
        let value = value.unwrap_or_default();
        if slot.is_some() {
            errors.error(name, option_twice(&name.to_string()));
        } else if value.is_empty() {
            errors.error(name, messages::value_missing(&name.to_string()));
        } else if let Some(next) = next_option(value) {
            errors.error(next, comma_missing(&next.to_string()));
        } else {
            *slot = Some(PolicyOption { name: name.clone(), value: value.to_vec() });
        }
        true
    }
}

/// The option that begins inside a value because the comma before it is missing.
fn next_option(value: &[TokenTree]) -> Option<&Ident> {
    value.windows(2).enumerate().find_map(|(index, tokens)| {
        let [before, TokenTree::Ident(word)] = tokens else { return None };
        let has_value = matches!(value.get(index + 2), Some(TokenTree::Punct(equals)) if equals.as_char() == '=');
        let is_option = has_value || OPTIONS.contains(&word.to_string().as_str());
        (is_option && !matches!(before, TokenTree::Punct(_))).then_some(word)
    })
}
