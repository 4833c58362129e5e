//! Tokens for a handler that is known to be right. Nothing here can fail.
//!
//! Code that the compiler may refuse is spanned at what the user would edit: an extraction at the
//! type of its argument, the outcome at the return type, the future at the name.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ReturnType, Visibility};

use super::model::{Argument, Asked, Handler, Route};
use super::policy;
use super::syntax::HandlerFn;
use crate::pairs::pairs;
use crate::respan::ends;

pub(super) fn expand(handler: &Handler) -> TokenStream {
    let function = expand_function(&handler.function);
    let companion = expand_companion(handler);
    quote! { #function #companion }
}

/// The function itself, first and unchanged.
pub(super) fn expand_function(HandlerFn { attrs, vis, sig, body }: &HandlerFn) -> TokenStream {
    quote! { #(#attrs)* #vis #sig #body }
}

/// The type of the same name.
pub(super) fn expand_type(vis: &Visibility, name: &Ident, cfgs: &TokenStream) -> TokenStream {
    quote! {
        #cfgs
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #name {}
    }
}

/// The type of the same name, and what it knows.
fn expand_companion(handler: &Handler) -> TokenStream {
    let Handler { function, krate, route, policy, arguments, doc } = handler;
    let private = quote!(#krate::__private);
    let name = handler.name();
    let cfgs = function.cfgs();
    let companion = expand_type(&function.vis, name, &cfgs);
    let meta_name = text_of(name);
    let meta_route = expand_route(route, &private);
    let policy = policy::expand(policy, &private);
    let marker = expand_marker(route, krate, &private);
    let locals = Locals::new();
    let arguments = expand_arguments(arguments, &marker, &private, &locals);
    let Arguments { states, needs, extract, passed } = arguments;
    let Locals { parts, needs: needs_name } = &locals;
    let (states, provided) = expand_states(states, name, &cfgs, &private);
    let outcome = expand_outcome(handler, &private, &passed);
    quote! {
        #companion

        #cfgs
        impl #private::Handler for #name {
            const META: #private::Meta = #private::Meta::new(#meta_route, #meta_name, #doc) #policy;
            type States = #states;
            fn needs(#needs_name: &mut #private::Needs) { #needs }
            fn call(mut #parts: #private::Parts) -> #private::Call {
                ::std::boxed::Box::pin(async move {
                    #extract
                    #outcome
                })
            }
        }

        #provided
    }
}

/// What the handler takes from the application's state: nothing, or what the companion stands for.
///
/// The types of the user are only in a bound: as an associated type they would have to be as visible
/// as the handler, which is nothing that a function asks of its arguments.
fn expand_states(
    states: Vec<TokenStream>,
    name: &Ident,
    cfgs: &TokenStream,
    private: &TokenStream,
) -> (TokenStream, TokenStream) {
    if states.is_empty() {
        return (quote!(()), TokenStream::new());
    }
    let states = pairs(states);
    let provided = quote! {
        #cfgs
        impl<TheStateGiven> #private::ProvidedBy<TheStateGiven> for #name
        where
            #states: #private::ProvidedBy<TheStateGiven>,
        {
            fn provide(state: &TheStateGiven, states: &mut #private::States) {
                <#states as #private::ProvidedBy<TheStateGiven>>::provide(state, states);
            }
        }
    };
    (quote!(Self), provided)
}

/// What the arguments add to each part of the companion.
#[derive(Default)]
struct Arguments {
    states: Vec<TokenStream>,
    needs: TokenStream,
    extract: TokenStream,
    passed: TokenStream,
}

/// The names of ours inside `call`.
struct Locals {
    parts: Ident,
    needs: Ident,
}

impl Locals {
    fn new() -> Self {
        let local = |name| Ident::new(name, Span::mixed_site());
        Self { parts: local("__parts"), needs: local("__needs") }
    }

    fn argument(index: usize) -> Ident {
        format_ident!("__argument_{index}", span = Span::mixed_site())
    }
}

fn expand_arguments(
    arguments: &[Argument],
    marker: &TokenStream,
    private: &TokenStream,
    Locals { parts, needs: needs_name }: &Locals,
) -> Arguments {
    let mut expanded = Arguments::default();
    for (index, Argument { ty, is_state, asked, cfg }) in arguments.iter().enumerate() {
        let local = Locals::argument(index);
        let (begin, end) = ends(ty);
        let asked = expand_asked(*asked, marker);
        let asked = quote!(#private::#asked);
        // The two calls say the same at the same place, so that rustc shows one error for both.
        let extractor = [quote_spanned!(begin=> <), quote!(#ty), quote_spanned!(end=> as #asked>)];
        let needs = quote_spanned!(end=> #(#extractor)*::needs(#needs_name););
        let extract = quote_spanned!(end=> #(#extractor)*::from_delivery(&mut #parts).await?;);
        expanded.needs.extend(quote!(#cfg #needs));
        let keyword = quote_spanned!(begin=> let);
        expanded.extract.extend(quote!(#cfg #keyword #local = #extract));
        expanded.passed.extend(quote!(#cfg #local,));
        // A tuple takes no `#[cfg]`, and the type of a function does.
        match (is_state, cfg.is_empty()) {
            (true, true) => expanded.states.push(quote!(#ty)),
            (true, false) => expanded.states.push(quote!(fn(#cfg #ty))),
            (false, _) => {}
        }
    }
    expanded
}

/// The call, and what it returns as an outcome.
fn expand_outcome(handler: &Handler, private: &TokenStream, passed: &TokenStream) -> TokenStream {
    let name = handler.name();
    let call = quote_spanned!(name.span()=> <#private::Outcome>::handler_future_must_be_send(#name(#passed)).await);
    let ReturnType::Type(_, ty) = &handler.function.sig.output else {
        // Bound, so that a handler may be `#[must_use]`.
        return quote!(let () = #call; ::core::result::Result::Ok(#private::Outcome::Done));
    };
    let (begin, end) = ends(ty);
    let asked = quote!(#private::IntoOutcome);
    let open = quote_spanned!(begin=> <);
    let into_outcome = quote_spanned!(end=> #open #ty as #asked>::into_outcome);
    quote!(::core::result::Result::Ok(#into_outcome(#call)))
}

/// The trait through which an argument is extracted.
fn expand_asked(asked: Asked, marker: &TokenStream) -> TokenStream {
    match asked {
        Asked::Extractor => quote!(FromDelivery<#marker>),
        Asked::PayloadOfRoute => quote!(PayloadOfRoute<#marker>),
        Asked::OfUnlisted => quote!(ArgumentOfUnlisted),
        Asked::Optional => quote!(OptionalArgument<#marker>),
        Asked::PayloadInFallback => quote!(ArgumentOfFallback),
        Asked::UnhandledOutsideFallback => quote!(ArgumentOutsideFallback<#marker>),
    }
}

/// Stands in for the handler of a function with a mistake, so that a list that names it does not
/// report it again.
pub(super) fn expand_stub(name: &Ident, cfgs: &TokenStream, krate: &TokenStream) -> TokenStream {
    let private = quote!(#krate::__private);
    let meta_name = text_of(name);
    quote! {
        #cfgs
        impl #private::Handler for #name {
            const META: #private::Meta = #private::Meta::broken(#meta_name);
            type States = ();
            fn needs(_: &mut #private::Needs) {}
            fn call(_: #private::Parts) -> #private::Call {
                #private::unreachable!()
            }
        }
    }
}

fn text_of(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
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
fn expand_marker(route: &Route, krate: &TokenStream, private: &TokenStream) -> TokenStream {
    match route {
        Route::Documented { payload, .. } => {
            let payload = Ident::new(payload, Span::call_site());
            quote!(#krate::payload::#payload)
        }
        Route::Unlisted { .. } => quote!(#private::Unlisted),
        Route::Fallback => quote!(#private::Unhandled),
    }
}
