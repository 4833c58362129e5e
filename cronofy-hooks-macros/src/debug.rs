//! `CRONOFY_HOOKS_DEBUG=1`: shows what the macros expand to.

use std::env;
use std::io::{self, Write as _};

use proc_macro2::TokenStream;

/// Prints the expansion to stderr if the environment asks for it, and returns it unchanged.
pub(crate) fn print_expansion(name: &str, expansion: TokenStream) -> TokenStream {
    if env::var_os("CRONOFY_HOOKS_DEBUG").is_some_and(|value| value == "1") {
        // One write, because cargo compiles several crates at once. Without a stderr there is no reader.
        let _ = io::stderr().write_all(format!("// {name}\n{expansion}\n").as_bytes());
    }
    expansion
}
