//! Tokens for a list.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::syntax::List;

/// How many elements a tuple of needs has at most: so many does the library implement.
const WIDTH: usize = 16;

pub(super) fn expand(list: &List) -> TokenStream {
    let krate = &list.krate;
    let private = quote!(#krate::__private);
    let descriptors =
        list.handlers.iter().map(|handler| quote_spanned!(handler.span()=> #private::Descriptor::of::<#handler>()));
    let per_handler = list.handlers.iter().enumerate().map(|(index, handler)| {
        let subtypes = (!list.open)
            .then(|| quote_spanned!(handler.span()=> #private::other_subtypes_are_handled(__LIST, #index);));
        quote_spanned! {handler.span()=>
            const _: () = { #private::one_handler_per_route(__LIST, #index); #subtypes };
        }
    });
    let complete = (!list.open)
        .then(|| quote_spanned!(Span::call_site()=> const _: () = #private::everything_is_handled(__LIST);));
    let needs =
        list.handlers.iter().map(|handler| quote_spanned!(handler.span()=> <#handler as #private::Handler>::Needs));
    let needs = nested_tuples(needs.collect());
    quote! {{
        const __LIST: &[#private::Descriptor] = &[#(#descriptors),*];
        #(#per_handler)*
        #complete
        #private::Handlers::<#needs>::new(__LIST)
    }}
}

/// A tuple of tuples, so that no tuple is wide and none is deep.
fn nested_tuples(mut types: Vec<TokenStream>) -> TokenStream {
    loop {
        if types.len() <= WIDTH {
            return quote!((#(#types,)*));
        }
        types = types.chunks(WIDTH).map(|chunk| quote!((#(#chunk,)*))).collect();
    }
}
