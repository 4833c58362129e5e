//! From the tokens between the brackets to the expansion.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::expand;
use super::syntax::HandlerList;
use crate::errors::CompileErrors;

/// The expansion of one list.
pub(crate) fn expand_list(items: TokenStream) -> TokenStream {
    let mut errors = CompileErrors::default();
    match HandlerList::parse(items, &mut errors) {
        Some(list) if errors.is_empty() => expand(&list),
        _ => {
            // In a block, because several errors are not one expression.
            let errors = errors.into_compile_errors();
            quote!({ #errors })
        }
    }
}
