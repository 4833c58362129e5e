//! The rules. Each option is checked on its own, so that all mistakes are shown at once.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{ExprPath, Lit, LitInt, LitStr};

use super::duration::{DurationError, parse_backoff, parse_timeout, parse_window};
use super::messages;
use super::model::{CheckedKey, CheckedPolicy, MAX_RETRIES};
use super::syntax::{PolicyOption, WrittenPolicy};
use crate::errors::CompileErrors;

/// Checks the options of a handler. `joins` is whether notifications of its route can join.
pub(in crate::handler) fn check(written: &WrittenPolicy, joins: bool, errors: &mut CompileErrors) -> CheckedPolicy {
    let WrittenPolicy { retries, backoff, timeout, window, key } = written;
    let window = window.as_ref().filter(|window| {
        if !joins {
            errors.error(&window.name, messages::window_of_another_route());
        }
        joins
    });
    CheckedPolicy {
        window: window.and_then(|option| check_text(option, parse_window, errors)),
        retries: retries.as_ref().and_then(|option| check_retries(option, errors)),
        backoff: backoff.as_ref().and_then(|option| check_text(option, parse_backoff, errors)),
        timeout: timeout.as_ref().and_then(|option| check_text(option, parse_timeout, errors)),
        key: key.as_ref().and_then(|option| check_key(option, errors)),
    }
}

fn check_retries(PolicyOption { value, .. }: &PolicyOption, errors: &mut CompileErrors) -> Option<u32> {
    let message = match value.as_slice() {
        [TokenTree::Punct(minus), TokenTree::Literal(_)] if minus.as_char() == '-' => messages::retries_negative(),
        [token] => match syn::parse2(token.to_token_stream()) {
            Ok(Lit::Int(number)) if has_own_suffix(&number) => messages::retries_not_a_number(),
            Ok(Lit::Int(number)) => match parse_retries(number.base10_digits()) {
                Some(retries) => return Some(retries),
                None => messages::retries_too_many(),
            },
            Ok(Lit::Str(text)) if parse_retries(&text.value()).is_some() => messages::retries_in_quotes(&text.value()),
            _ => messages::retries_not_a_number(),
        },
        _ => messages::retries_not_a_number(),
    };
    errors.error(tokens(value), message);
    None
}

fn parse_retries(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|retries| *retries <= MAX_RETRIES)
}

/// `5s` is a number with the suffix `s`.
fn has_own_suffix(number: &LitInt) -> bool {
    !matches!(number.suffix(), "" | "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64")
}

/// Checks a value in quotes.
fn check_text<T>(
    PolicyOption { name, value }: &PolicyOption,
    parse: impl Fn(&str) -> Result<T, DurationError>,
    errors: &mut CompileErrors,
) -> Option<T> {
    let name = name.to_string();
    let message = match string(value) {
        Some(text) => match parse(&text) {
            Ok(parsed) => return Some(parsed),
            Err(error) => messages::not_a_duration(&name, &error),
        },
        None => {
            let unquoted = without_quotes(value);
            match parse(&unquoted) {
                Ok(_) => messages::not_in_quotes(&name, &unquoted),
                Err(_) => messages::not_a_text(&name),
            }
        }
    };
    errors.error(tokens(value), message);
    None
}

fn check_key(PolicyOption { value, .. }: &PolicyOption, errors: &mut CompileErrors) -> Option<CheckedKey> {
    let message = match (string(value), syn::parse2::<ExprPath>(tokens(value))) {
        (Some(text), _) => match named_key(&text) {
            Some(key) => return Some(key),
            None => messages::unknown_key(&text),
        },
        (None, Ok(path)) => match path.path.get_ident().map(|ident| ident.to_string().to_lowercase()) {
            Some(name) if named_key(&name).is_some() => messages::key_not_in_quotes(&name),
            _ => return Some(CheckedKey::By(path)),
        },
        (None, Err(_)) => match called_function(value) {
            Some(name) => messages::key_called(&name),
            None => messages::key_neither(),
        },
    };
    errors.error(tokens(value), message);
    None
}

fn named_key(name: &str) -> Option<CheckedKey> {
    match name {
        "channel" => Some(CheckedKey::Channel),
        "event" => Some(CheckedKey::Event),
        "meeting_agent" => Some(CheckedKey::MeetingAgent),
        "none" => Some(CheckedKey::None),
        _ => None,
    }
}

/// The name before the parentheses.
fn called_function(value: &[TokenTree]) -> Option<String> {
    let (TokenTree::Group(arguments), name) = value.split_last()? else { return None };
    let is_call = arguments.delimiter() == Delimiter::Parenthesis && syn::parse2::<ExprPath>(tokens(name)).is_ok();
    is_call.then(|| without_quotes(name))
}

fn tokens(value: &[TokenTree]) -> TokenStream {
    value.iter().cloned().collect()
}

/// The text, if the value is one string and nothing else.
fn string(value: &[TokenTree]) -> Option<String> {
    syn::parse2(tokens(value)).ok().map(|text: LitStr| text.value())
}

/// The value as one text, for `5m` and for `"1s".."1h"`.
fn without_quotes(value: &[TokenTree]) -> String {
    let texts = value.iter().map(|token| string(std::slice::from_ref(token)).unwrap_or_else(|| token.to_string()));
    texts.collect()
}
