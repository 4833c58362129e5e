//! Tokens for a handler that is known to be right. Nothing here can fail.
//!
//! Code that the compiler may refuse is spanned at what the user would edit: an extraction at the
//! type of its argument, the outcome at the return type, the future at the name.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Path, ReturnType};

use super::model::{Handler, Route};
use super::syntax::HandlerFn;
use crate::respan::respan;

pub(super) fn expand(handler: &Handler) -> TokenStream {
    let function = expand_function(&handler.function);
    let companion = expand_companion(handler);
    quote! { #function #companion }
}

/// The function itself, first and unchanged.
pub(super) fn expand_function(HandlerFn { attrs, vis, sig, body }: &HandlerFn) -> TokenStream {
    quote! { #(#attrs)* #vis #sig #body }
}

/// The type of the same name, and what it knows.
fn expand_companion(handler: &Handler) -> TokenStream {
    let krate = &handler.krate;
    let private = quote!(#krate::__private);
    let name = handler.name();
    let vis = &handler.function.vis;
    let cfgs = handler.function.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let cfgs = quote!(#(#cfgs)*);
    let name_text = name.to_string();
    let name_text = name_text.trim_start_matches("r#");
    let doc = &handler.doc;
    let route = expand_route(&handler.route, &private);
    let marker = expand_marker(&handler.route, krate, &private);
    let parts = Ident::new("__parts", Span::mixed_site());

    let mut states = TokenStream::new();
    let mut needs = TokenStream::new();
    let mut extract = TokenStream::new();
    let mut arguments = TokenStream::new();
    for (index, argument) in handler.arguments.iter().enumerate() {
        let (ty, cfg) = (&argument.ty, &argument.cfg);
        let local = format_ident!("__argument_{index}", span = Span::mixed_site());
        // The two calls say the same at the same place, so that rustc shows one error for both.
        let at_type = |tokens| respan(tokens, ty.span());
        let trait_path = at_type(quote!(#private::FromDelivery<#marker>));
        let extractor = quote_spanned!(ty.span()=> <#ty as #trait_path>);
        if argument.is_state {
            states.extend(quote!(#ty,));
        }
        needs.extend(quote_spanned!(ty.span()=> #cfg #extractor::needs(__needs);));
        extract.extend(quote_spanned!(ty.span()=> #cfg let #local = #extractor::from_delivery(&mut #parts).await?;));
        arguments.extend(quote!(#local,));
    }

    let send = respan(quote!(#private::handler_future_must_be_send), name.span());
    let call = quote_spanned!(name.span()=> #send(#name(#arguments)).await);
    let returned = match &handler.function.sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => ty.to_token_stream(),
    };
    let into_outcome = respan(quote!(#private::IntoOutcome), returned.span());
    let outcome = quote_spanned!(returned.span()=> <#returned as #into_outcome>::into_outcome);

    quote! {
        #cfgs
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #name {}

        #cfgs
        #[doc(hidden)]
        impl #private::Handler for #name {
            const META: #private::Meta = #private::Meta::new(#route, #name_text, #doc);
            type States = (#states);
            fn needs(__needs: &mut #private::Needs) { #needs }
            fn call(mut #parts: #private::Parts) -> #private::Call {
                #private::Box::pin(async move {
                    #extract
                    ::core::result::Result::Ok(#outcome(#call))
                })
            }
        }
    }
}

/// Stands in for a handler with a mistake, so that a list that names it does not report it again.
pub(super) fn expand_stub(HandlerFn { attrs, vis, sig, body }: &HandlerFn, krate: &Path) -> TokenStream {
    let private = quote!(#krate::__private);
    let name = &sig.ident;
    let name_text = name.to_string();
    let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let cfgs = quote!(#(#cfgs)*);
    quote! {
        #(#attrs)*
        #[allow(dead_code)]
        #vis #sig #body

        #cfgs
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #name {}

        #cfgs
        #[doc(hidden)]
        impl #private::Handler for #name {
            const META: #private::Meta = #private::Meta::broken(#name_text);
            type States = ();
            fn needs(_: &mut #private::Needs) {}
            fn call(_: #private::Parts) -> #private::Call {
                #private::unreachable!()
            }
        }
    }
}

fn expand_route(route: &Route, private: &TokenStream) -> TokenStream {
    let (kind, name, subtype) = match route {
        Route::Fallback => return quote!(#private::Route::fallback()),
        Route::Documented { kind, name, subtype, .. } | Route::Unlisted { kind, name, subtype } => {
            (kind, name, subtype)
        }
    };
    let kind = Ident::new(kind, Span::call_site());
    let subtype = subtype.as_ref().map(|subtype| quote!(.with_subtype(#subtype)));
    quote!(#private::Route::#kind(#name) #subtype)
}

/// The type that stands for the route among extractors: that of its payload.
fn expand_marker(route: &Route, krate: &Path, private: &TokenStream) -> TokenStream {
    match route {
        Route::Documented { payload, .. } => {
            let payload = Ident::new(payload, Span::call_site());
            quote!(#krate::payload::#payload)
        }
        Route::Unlisted { .. } => quote!(#private::Unlisted),
        Route::Fallback => quote!(#private::Unhandled),
    }
}
