//! Tokens for a policy that is known to be right.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Backoff, Key, Policy, Window};

/// What follows `Meta::new(…)`: nothing, if the attribute says nothing.
pub(in crate::handler) fn expand(policy: &Policy, private: &TokenStream) -> TokenStream {
    let Policy { retries, backoff, timeout, window, key } = policy;
    let mut calls = TokenStream::new();
    calls.extend(retries.map(|retries| quote!(.retries(#retries))));
    calls.extend(backoff.map(|Backoff { first, longest }| quote!(.backoff(#first, #longest))));
    calls.extend(timeout.map(|timeout| quote!(.timeout(#timeout))));
    calls.extend(window.map(|window| match window {
        Window::Of(window) => quote!(.window_of(#window)),
        Window::Off => quote!(.window(#private::Window::Off)),
    }));
    calls.extend(key.as_ref().map(|key| expand_key(key, private)));
    if calls.is_empty() { calls } else { quote!(.with_policy(#private::Policy::new() #calls)) }
}

fn expand_key(key: &Key, private: &TokenStream) -> TokenStream {
    let key = match key {
        Key::Channel => quote!(Channel),
        Key::Event => quote!(Event),
        Key::MeetingAgent => quote!(MeetingAgent),
        Key::None => quote!(None),
        // A function of another signature is refused at its path. Were this a call, rustc would show
        // what is called too, which is ours.
        Key::By(path) => quote!(By { 0: #path }),
    };
    quote!(.key(#private::Key::#key))
}
