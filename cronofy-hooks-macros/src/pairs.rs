//! Many types as one type.

use proc_macro2::TokenStream;
use quote::quote;

/// Pairs of pairs. The library implements its trait for pairs alone, and the nesting grows with the
/// logarithm of the number of types.
pub(crate) fn pairs(mut types: Vec<TokenStream>) -> TokenStream {
    loop {
        match types.as_slice() {
            [] => return quote!(()),
            [one] => return one.clone(),
            _ => types = types.chunks(2).map(pair).collect(),
        }
    }
}

fn pair(types: &[TokenStream]) -> TokenStream {
    match types {
        [one] => one.clone(),
        both => quote!((#(#both),*)),
    }
}
