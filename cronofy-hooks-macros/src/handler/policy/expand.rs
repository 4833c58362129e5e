//! Tokens for a policy that passed the checks.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{CheckedBackoff, CheckedKey, CheckedPolicy, CheckedWindow};

/// What follows `Meta::new(…)`: nothing if the attribute has none of these options.
pub(in crate::handler) fn expand(policy: &CheckedPolicy, private: &TokenStream) -> TokenStream {
    let CheckedPolicy { retries, backoff, timeout, window, key } = policy;
    let mut calls = TokenStream::new();
    calls.extend(retries.map(|retries| quote!(.retries(#retries))));
    calls.extend(backoff.map(|CheckedBackoff { first, longest }| quote!(.backoff(#first, #longest))));
    calls.extend(timeout.map(|timeout| quote!(.timeout(#timeout))));
    calls.extend(window.map(|window| match window {
        CheckedWindow::Of(window) => quote!(.window_of(#window)),
        CheckedWindow::Off => quote!(.window(#private::Window::Off)),
    }));
    calls.extend(key.as_ref().map(|key| expand_key(key, private)));
    if calls.is_empty() { calls } else { quote!(.with_policy(#private::Policy::new() #calls)) }
}

fn expand_key(key: &CheckedKey, private: &TokenStream) -> TokenStream {
    let key = match key {
        CheckedKey::Channel => quote!(Channel),
        CheckedKey::Event => quote!(Event),
        CheckedKey::MeetingAgent => quote!(MeetingAgent),
        CheckedKey::None => quote!(None),
        // rustc reports a function of another signature at its path. If this were a call, rustc would
        // also show the function that is called, which is internal.
        CheckedKey::By(path) => quote!(By { 0: #path }),
    };
    quote!(.key(#private::Key::#key))
}
