//! What is emitted when something is wrong: the errors, and the item with a stand-in for its handler,
//! so that editors keep working and nothing else complains.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::expand_stub;
use super::syntax::{HandlerFn, Options};
use crate::errors::Errors;

pub(super) fn recover(
    item: &TokenStream,
    options: Option<Options>,
    function: Option<&HandlerFn>,
    errors: Errors,
) -> TokenStream {
    let errors = errors.into_compile_errors();
    match function {
        // An item with a receiver is inside an `impl`, where no type can stand.
        Some(function) if function.sig.receiver().is_none() => {
            let stub = expand_stub(function, &options.unwrap_or_default().krate());
            quote! { #stub #errors }
        }
        _ => quote! { #item #errors },
    }
}
