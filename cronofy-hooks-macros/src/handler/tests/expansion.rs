//! Expands an attribute, and finds the messages in the expansion.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::handler::expand_handler;
use crate::messages::PAGE;

/// The expansion of a function with this attribute.
pub(super) fn expand(attribute: &str) -> TokenStream {
    let function = quote!(
        async fn handler() {}
    );
    expand_handler(attribute.parse().expect("tokens"), &function)
}

/// The messages in the order of their places in the file, without the page.
pub(super) fn errors(expansion: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut after_error = false;
    for token in expansion {
        match token {
            TokenTree::Ident(word) => after_error |= word == "compile_error",
            TokenTree::Group(text) if after_error => {
                found.extend(syn::parse2::<syn::LitStr>(text.stream()).map(|text| without_page(&text.value())));
                after_error = false;
            }
            _ => {}
        }
    }
    found
}

/// Every message ends with the page.
fn without_page(message: &str) -> String {
    message.strip_suffix(PAGE).and_then(|text| text.strip_suffix('\n')).expect("the page at the end").to_owned()
}

/// Checks the first two lines of the only message. A case has the options, what is wrong and what to
/// write. `before` has the options that stand before those of each case.
pub(super) fn check_messages(before: &str, cases: &[(&str, &str, &str)]) {
    for (options, what, help) in cases {
        let found = errors(expand(&format!("{before}{options}")));
        let [message] = found.as_slice() else { panic!("{options}: {found:?}") };
        let lines: Vec<_> = message.lines().take(2).collect();
        assert_eq!(lines, [*what, &format!("help: {help}")], "{options}");
    }
}
