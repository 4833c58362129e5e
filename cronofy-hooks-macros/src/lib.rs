//! The macros of cronofy-hooks. They are documented in that crate, where their examples compile.

mod catalogue;
mod errors;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod golden;
mod handler;
mod list;
mod messages;
mod pairs;
mod respan;
mod split;
mod suggest;

use proc_macro::TokenStream;

#[proc_macro_attribute]
#[allow(missing_docs, reason = "documented at the re-export")]
pub fn cronofy_handler(attribute: TokenStream, item: TokenStream) -> TokenStream {
    handler::handler(attribute.into(), &item.into()).into()
}

#[doc(hidden)]
#[proc_macro]
#[allow(missing_docs, reason = "documented at `cronofy_hooks::handlers`, which wraps it")]
pub fn handlers(items: TokenStream) -> TokenStream {
    list::list(items.into()).into()
}
