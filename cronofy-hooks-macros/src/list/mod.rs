//! `handlers![...]`: the list, and the checks that the compiler runs on it.

mod expand;
mod syntax;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// The expansion of one list.
pub(crate) fn list(items: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let list = syntax::List::parse(items, &mut errors);
    match list {
        Some(list) if errors.is_empty() => expand::expand(&list),
        _ => {
            // In a block, because several errors are no expression.
            let errors = errors.into_compile_errors();
            quote!({ #errors })
        }
    }
}
