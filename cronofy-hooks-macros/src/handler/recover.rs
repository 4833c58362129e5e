//! What is emitted when something is wrong: the errors, and the item as it was, so that editors keep
//! working and nothing else complains that the function is missing.

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

pub(super) fn recover(item: TokenStream, errors: Errors) -> TokenStream {
    let errors = errors.into_compile_errors();
    quote! { #item #errors }
}
