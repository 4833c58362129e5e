//! Tokens for a list.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::syntax::List;
use crate::respan::respan;

/// How many elements a tuple of states has at most: so many does the library implement.
const WIDTH: usize = 16;

pub(super) fn expand(list: &List) -> TokenStream {
    let krate = &list.krate;
    let private = quote!(#krate::__private);
    let at = |handler: &Path, tokens| respan(tokens, handler.span());
    let descriptors = list.handlers.iter().map(|handler| {
        let handler_trait = at(handler, quote!(#private::Handler));
        quote_spanned!(handler.span()=> <#handler as #handler_trait>::DESCRIPTOR)
    });
    let checks = list.handlers.iter().enumerate().map(|(index, handler)| {
        let check = at(handler, quote!(#private::one_handler_per_route(__LIST, #index)));
        let subtypes = at(handler, quote!(#private::other_subtypes_are_handled(__LIST, #index);));
        let subtypes = (!list.open).then_some(subtypes);
        quote!(const _: () = { #check; #subtypes };)
    });
    // The last handler is where the next one would be written.
    let end = list.handlers.last().map_or_else(Span::call_site, Spanned::span);
    let complete = respan(quote!(#private::everything_is_handled(__LIST)), end);
    let complete = (!list.open).then(|| quote!(const _: () = #complete;));
    let states = list.handlers.iter().map(|handler| {
        let handler_trait = at(handler, quote!(#private::Handler));
        quote_spanned!(handler.span()=> <#handler as #handler_trait>::States)
    });
    let states = nested_tuples(states.collect());
    quote! {{
        const __LIST: &[#private::Descriptor] = &[#(#descriptors),*];
        #(#checks)*
        #complete
        #private::Handlers::<#states>::new(__LIST)
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
