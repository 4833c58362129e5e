//! The macros of cronofy-hooks. They are documented in that crate, where their examples compile.

mod catalogue;
mod debug;
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
    let expansion = handler::expand_handler(attribute.into(), &item.into());
    debug::print_expansion("#[cronofy_handler]", expansion).into()
}

#[doc(hidden)]
#[proc_macro]
#[allow(missing_docs, reason = "documented at `cronofy_hooks::handlers`, which wraps it")]
pub fn handlers(items: TokenStream) -> TokenStream {
    debug::print_expansion("handlers![]", list::expand_list(items.into())).into()
}
