//! The rules. Each option is checked on its own, so that all mistakes are shown at once.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{ExprPath, Lit, LitInt, LitStr};

use super::messages;
use super::model::{Key, Policy};
use super::syntax::{Given, Written};
use super::text::{Refused, backoff_of, timeout_of, window_of};
use crate::errors::Errors;
use crate::handler::model::Route;

/// More would be a way to write that it never gives up.
pub(super) const MOST_RETRIES: u32 = 1_000;

pub(in crate::handler) fn check(written: &Written, route: Option<&Route>, errors: &mut Errors) -> Policy {
    let Written { retries, backoff, timeout, window, key } = written;
    let window = window.as_ref().filter(|window| {
        // Of a route with a mistake nobody knows which it is.
        let joins = route.is_none_or(joins);
        if !joins {
            errors.error(&window.key, messages::window_of_another_route());
        }
        joins
    });
    Policy {
        window: window.and_then(|given| check_text(given, window_of, errors)),
        retries: retries.as_ref().and_then(|given| check_retries(given, errors)),
        backoff: backoff.as_ref().and_then(|given| check_text(given, backoff_of, errors)),
        timeout: timeout.as_ref().and_then(|given| check_text(given, timeout_of, errors)),
        key: key.as_ref().and_then(|given| check_key(given, errors)),
    }
}

/// Whether notifications of the route join into one run.
fn joins(route: &Route) -> bool {
    matches!(route, Route::Documented { kind: "notification", name, .. } if name == "change")
}

fn check_retries(Given { value, .. }: &Given, errors: &mut Errors) -> Option<u32> {
    let message = match value.as_slice() {
        [TokenTree::Punct(minus), TokenTree::Literal(_)] if minus.as_char() == '-' => messages::retries_negative(),
        [token] => match syn::parse2(token.to_token_stream()) {
            Ok(Lit::Int(number)) if has_own_suffix(&number) => messages::retries_not_a_number(),
            Ok(Lit::Int(number)) => match retries_of(number.base10_digits()) {
                Some(retries) => return Some(retries),
                None => messages::retries_too_many(),
            },
            Ok(Lit::Str(text)) if retries_of(&text.value()).is_some() => messages::retries_in_quotes(&text.value()),
            _ => messages::retries_not_a_number(),
        },
        _ => messages::retries_not_a_number(),
    };
    errors.error(tokens(value), message);
    None
}

fn retries_of(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|retries| *retries <= MOST_RETRIES)
}

/// `5s` is a number with the suffix `s`.
fn has_own_suffix(number: &LitInt) -> bool {
    !matches!(number.suffix(), "" | "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64")
}

/// A value in quotes.
fn check_text<T>(
    Given { key, value }: &Given,
    read: impl Fn(&str) -> Result<T, Refused>,
    errors: &mut Errors,
) -> Option<T> {
    let key = key.to_string();
    // What was probably meant may be refused in its turn, and is then not offered.
    let meant = |refused: &Refused| refused.meant.clone().filter(|meant| read(meant).is_ok());
    let message = match string(value) {
        Some(text) => match read(&text) {
            Ok(value) => return Some(value),
            Err(refused) => messages::refused(&key, &refused.mistake, meant(&refused).as_deref()),
        },
        None => {
            let inside = without_quotes(value);
            match read(&inside) {
                Ok(_) => messages::not_in_quotes(&key, &inside),
                Err(refused) => messages::not_a_time_in_quotes(&key, meant(&refused).as_deref()),
            }
        }
    };
    errors.error(tokens(value), message);
    None
}

fn check_key(Given { value, .. }: &Given, errors: &mut Errors) -> Option<Key> {
    let message = match (string(value), syn::parse2::<ExprPath>(tokens(value))) {
        (Some(text), _) => match key_of(&text) {
            Some(key) => return Some(key),
            None => messages::unknown_key(&text),
        },
        (None, Ok(path)) => match path.path.get_ident().map(|ident| ident.to_string().to_lowercase()) {
            Some(name) if key_of(&name).is_some() => messages::key_not_in_quotes(&name),
            _ => return Some(Key::By(path)),
        },
        (None, Err(_)) => match called(value) {
            Some(name) => messages::key_called(&name),
            None => messages::key_neither(),
        },
    };
    errors.error(tokens(value), message);
    None
}

fn key_of(name: &str) -> Option<Key> {
    match name {
        "channel" => Some(Key::Channel),
        "event" => Some(Key::Event),
        "meeting_agent" => Some(Key::MeetingAgent),
        "none" => Some(Key::None),
        _ => None,
    }
}

/// The name before the parentheses.
fn called(value: &[TokenTree]) -> Option<String> {
    let (TokenTree::Group(arguments), name) = value.split_last()? else { return None };
    let is_call = arguments.delimiter() == Delimiter::Parenthesis && syn::parse2::<ExprPath>(tokens(name)).is_ok();
    is_call.then(|| without_quotes(name))
}

fn tokens(value: &[TokenTree]) -> TokenStream {
    value.iter().cloned().collect()
}

/// The one text that the value is.
fn string(value: &[TokenTree]) -> Option<String> {
    syn::parse2(tokens(value)).ok().map(|text: LitStr| text.value())
}

/// What would stand in quotes.
fn without_quotes(value: &[TokenTree]) -> String {
    let texts = value.iter().map(|token| string(std::slice::from_ref(token)).unwrap_or_else(|| token.to_string()));
    texts.collect()
}
