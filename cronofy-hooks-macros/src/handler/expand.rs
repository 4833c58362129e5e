//! Tokens for a handler that passed the checks. Nothing here can fail.
//!
//! Code that rustc may reject has the span of what the user would edit: an extraction that of the
//! argument's type, the outcome that of the return type, the future that of the name.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ReturnType, Visibility};

use super::model::{ArgumentBound, CheckedArgument, CheckedHandler, CheckedRoute};
use super::policy;
use super::syntax::HandlerFn;
use crate::pairs::pairs;
use crate::respan::ends;

pub(super) fn expand(handler: &CheckedHandler) -> TokenStream {
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

/// The type of the same name, and its implementation of the handler trait.
fn expand_companion(handler: &CheckedHandler) -> TokenStream {
    let CheckedHandler { function, krate, route, policy, arguments, doc } = handler;
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
    let ExpandedArguments { states, needs, extract, passed } = arguments;
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

/// The states that the handler takes: the associated type `States`, and the implementation that
/// provides them.
///
/// The user's types appear only in a bound. As an associated type they would have to be as visible as
/// the handler, and a function does not require that of its arguments.
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

/// The tokens that the arguments add to each part of the companion.
#[derive(Default)]
struct ExpandedArguments {
    states: Vec<TokenStream>,
    needs: TokenStream,
    extract: TokenStream,
    passed: TokenStream,
}

/// The local variables of the expansion. Their hygiene keeps them apart from the user's names.
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
    arguments: &[CheckedArgument],
    marker: &TokenStream,
    private: &TokenStream,
    Locals { parts, needs: needs_name }: &Locals,
) -> ExpandedArguments {
    let mut expanded = ExpandedArguments::default();
    for (index, CheckedArgument { ty, is_state, is_payload, bound, cfg }) in arguments.iter().enumerate() {
        let local = Locals::argument(index);
        let (begin, end) = ends(ty);
        // A payload stays in its box until the call.
        let (method, unboxed) = if *is_payload { ("boxed", quote!(*)) } else { ("from_delivery", quote!()) };
        let method = Ident::new(method, end);
        let bound = expand_bound(*bound, marker);
        // Both calls begin and end at the same spans, their methods too, so rustc shows one error for the two.
        let extractor = [quote_spanned!(begin=> <), quote!(#ty), quote_spanned!(end=> as #private::#bound>)];
        let needs = quote_spanned!(end=> #(#extractor)*::needs(#needs_name););
        let extract = quote_spanned!(end=> #(#extractor)*::#method(&mut #parts).await?;);
        expanded.needs.extend(quote!(#cfg #needs));
        let keyword = quote_spanned!(begin=> let);
        expanded.extract.extend(quote!(#cfg #keyword #local = #extract));
        expanded.passed.extend(quote!(#cfg #unboxed #local,));
        // `#[cfg]` is not allowed in a tuple type, but in the arguments of a function type it is.
        match (is_state, cfg.is_empty()) {
            (true, true) => expanded.states.push(quote!(#ty)),
            (true, false) => expanded.states.push(quote!(fn(#cfg #ty))),
            (false, _) => {}
        }
    }
    expanded
}

/// The call, and the conversion of its result into an outcome.
fn expand_outcome(handler: &CheckedHandler, private: &TokenStream, passed: &TokenStream) -> TokenStream {
    let name = handler.name();
    let call = quote_spanned!(name.span()=> <#private::Outcome>::handler_future_must_be_send(#name(#passed)).await);
    let ReturnType::Type(_, ty) = &handler.function.sig.output else {
        // The `let` uses the value, so that a handler may be `#[must_use]`.
        return quote!(let () = #call; ::core::result::Result::Ok(#private::Outcome::Done));
    };
    let (begin, end) = ends(ty);
    let open = quote_spanned!(begin=> <);
    let into_outcome = quote_spanned!(end=> #open #ty as #private::IntoOutcome>::into_outcome);
    quote!(::core::result::Result::Ok(#into_outcome(#call)))
}

/// The trait through which an argument is extracted.
fn expand_bound(bound: ArgumentBound, marker: &TokenStream) -> TokenStream {
    match bound {
        ArgumentBound::FromDelivery => quote!(FromDelivery<#marker>),
        ArgumentBound::PayloadOfRoute => quote!(PayloadOfRoute<#marker>),
        ArgumentBound::ArgumentOfFallback => quote!(ArgumentOfFallback),
        ArgumentBound::ArgumentOfUnlisted => quote!(ArgumentOfUnlisted),
        ArgumentBound::OptionalArgument => quote!(OptionalArgument<#marker>),
        ArgumentBound::ArgumentOutsideFallback => quote!(ArgumentOutsideFallback<#marker>),
    }
}

/// The handler trait for a function with a mistake, so that a list with its name reports nothing
/// about it.
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

fn expand_route(route: &CheckedRoute, private: &TokenStream) -> TokenStream {
    let (kind, name, subtype) = match route {
        CheckedRoute::Fallback => return quote!(#private::Route::fallback()),
        CheckedRoute::Documented { kind, name, subtype, .. } | CheckedRoute::Unlisted { kind, name, subtype } => {
            (kind, name, subtype)
        }
    };
    let kind = Ident::new(kind, Span::call_site());
    let subtype = subtype.as_ref().map(|subtype| quote!(.with_subtype(#subtype)));
    quote!(#private::Route::#kind(#name) #subtype)
}

/// The type that stands for the route among extractors: the payload type.
fn expand_marker(route: &CheckedRoute, krate: &TokenStream, private: &TokenStream) -> TokenStream {
    match route {
        CheckedRoute::Documented { payload, .. } => {
            let payload = Ident::new(payload, Span::call_site());
            quote!(#krate::payload::#payload)
        }
        CheckedRoute::Unlisted { .. } => quote!(#private::Unlisted),
        CheckedRoute::Fallback => quote!(#private::Unhandled),
    }
}
