//! Tokens for a handler that passed the checks. Nothing here can fail.
//!
//! Code that rustc may reject has the span of what the user would edit.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Ident, ReturnType, Visibility};

use super::model::{CheckedArgument, CheckedHandler, CheckedRoute};
use super::policy;
use super::syntax::HandlerFn;
use crate::pairs::pairs;

/// The function itself, first and unchanged, and its companion.
pub(super) fn expand(item: &TokenStream, handler: &CheckedHandler) -> TokenStream {
    let companion = expand_companion(handler);
    quote! { #item #companion }
}

/// A function from its parts.
pub(super) fn expand_function(HandlerFn { attrs, vis, sig, body }: &HandlerFn) -> TokenStream {
    quote! { #(#attrs)* #vis #sig #body }
}

/// The module of the same name, with the type that stands for the handler. It is a module because rustc
/// suggests a type `change` in place of a payload `Change` that is not imported, and never a module.
pub(super) fn expand_module(vis: &Visibility, name: &Ident, cfgs: &TokenStream) -> TokenStream {
    quote! {
        #cfgs
        #[doc(hidden)]
        #[allow(dead_code, non_snake_case, unreachable_pub)]
        #vis mod #name {
            pub struct Handler;
        }
    }
}

/// The module of the same name, and what its type implements.
fn expand_companion(handler: &CheckedHandler) -> TokenStream {
    let CheckedHandler { function, krate, route, policy, arguments, doc } = handler;
    let private = quote!(#krate::__private);
    let name = handler.name();
    let cfgs = function.cfgs();
    let module = expand_module(&function.vis, name, &cfgs);
    let meta_name = text_of(name);
    let policy = policy::expand(policy, &private);
    let run = expand_run(handler, &private);
    let aliases = expand_aliases(arguments, &private);
    let route = expand_route(route, &private);
    let descriptor = quote!(#private::Descriptor::new(#route, #meta_name, #doc, #run) #policy);
    let descriptor = if aliases.is_empty() { descriptor } else { quote!({ #aliases #descriptor }) };
    let provided = expand_states(arguments, name, &cfgs, &private);
    let states = (!provided.is_empty()).then(|| quote!(<#name::Handler>));
    quote! {
        #module

        #cfgs
        impl #private::Handler #states for #name::Handler {
            const DESCRIPTOR: #private::Descriptor = #descriptor;
        }

        #provided
    }
}

/// What does the jobs of the handler. What rustc rejects in it, it reports at the type of an argument, at the
/// type that is returned, or at the name of the function.
fn expand_run(handler: &CheckedHandler, private: &TokenStream) -> TokenStream {
    let CheckedHandler { function, krate, route, arguments, .. } = handler;
    let name = handler.name();
    let marker = expand_marker(route, krate, private);
    let types = arguments.iter().enumerate().map(|(index, CheckedArgument { ty, cfg, .. })| {
        if cfg.is_empty() { ty.to_token_stream() } else { alias(index).to_token_stream() }
    });
    let output = match &function.sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => ty.to_token_stream(),
    };
    let job = local("job");
    let adapter = format_ident!("of_{}", arguments.len());
    let function = expand_function_to_call(name, arguments);
    let adapter = quote_spanned!(name.span()=> #private::HandlerFunction::#adapter::<#marker, #(#types,)* #output, _>);
    quote!(|#job| #adapter(#job, #function))
}

/// The function, or one that leaves out the arguments whose `#[cfg]` does not hold.
fn expand_function_to_call(name: &Ident, arguments: &[CheckedArgument]) -> TokenStream {
    if arguments.iter().all(|argument| argument.cfg.is_empty()) {
        return name.to_token_stream();
    }
    let names: Vec<_> = (0..arguments.len()).map(|index| local(&format!("argument_{index}"))).collect();
    let cfgs = arguments.iter().map(|argument| &argument.cfg);
    quote!(|#(#names),*| #name(#(#cfgs #names),*))
}

/// `#[cfg]` is not allowed in the arguments of a type, so each argument that has one gets an alias.
fn expand_aliases(arguments: &[CheckedArgument], private: &TokenStream) -> TokenStream {
    let conditional = arguments.iter().enumerate().filter(|(_, argument)| !argument.cfg.is_empty());
    let aliases = conditional.map(|(index, CheckedArgument { ty, cfg, conditions, .. })| {
        let alias = alias(index);
        quote! {
            #cfg type #alias = #ty;
            #[cfg(not(all(#(#conditions),*)))] type #alias = #private::LeftOut;
        }
    });
    aliases.collect()
}

fn alias(index: usize) -> Ident {
    format_ident!("__Argument{index}")
}

/// A local variable. Its hygiene keeps it apart from the user's names.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The implementation that provides the states that the handler takes, if it takes any.
///
/// The user's types appear only in a bound. Elsewhere they would have to be as visible as the handler, and in the
/// type of a list as visible as the list; a function does not require that of its arguments.
fn expand_states(
    arguments: &[CheckedArgument],
    name: &Ident,
    cfgs: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let states = arguments.iter().filter(|argument| argument.is_state);
    // `#[cfg]` is not allowed in a tuple type, but in the arguments of a function type it is.
    let states = states.map(
        |CheckedArgument { ty, cfg, .. }| {
            if cfg.is_empty() { ty.to_token_stream() } else { quote!(fn(#cfg #ty)) }
        },
    );
    let states: Vec<_> = states.collect();
    if states.is_empty() {
        return TokenStream::new();
    }
    let states = pairs(states);
    quote! {
        #cfgs
        impl<TheStateGiven> #private::ProvidedBy<TheStateGiven> for #name::Handler
        where
            #states: #private::ProvidedBy<TheStateGiven>,
        {
            const PROVIDE: #private::Provide<TheStateGiven> = <#states as #private::ProvidedBy<_>>::PROVIDE;
        }
    }
}

/// What the module's type implements for a function with a mistake, so that a list with its name reports
/// nothing about it.
pub(super) fn expand_stub(name: &Ident, cfgs: &TokenStream, krate: &TokenStream) -> TokenStream {
    let private = quote!(#krate::__private);
    let meta_name = text_of(name);
    quote! {
        #cfgs
        impl #private::Handler for #name::Handler {
            const DESCRIPTOR: #private::Descriptor = #private::Descriptor::broken(#meta_name);
        }
    }
}

fn text_of(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// Kind, name and subtype.
fn expand_route(route: &CheckedRoute, private: &TokenStream) -> TokenStream {
    let (kind, name, subtype) = match route {
        CheckedRoute::Fallback => ("fallback", "", &None),
        CheckedRoute::Documented { kind, name, subtype, .. } | CheckedRoute::Unlisted { kind, name, subtype } => {
            (*kind, name.as_str(), subtype)
        }
    };
    let kind = format_ident!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
    let subtype = match subtype {
        Some(subtype) => quote!(#private::Some(#subtype)),
        None => quote!(#private::None),
    };
    quote!(#private::Kind::#kind, #name, #subtype)
}

/// The type that stands for the route among extractors: the payload type.
fn expand_marker(route: &CheckedRoute, krate: &TokenStream, private: &TokenStream) -> TokenStream {
    match route {
        CheckedRoute::Documented { payload, .. } => {
            let payload = Ident::new(payload, Span::call_site());
            quote!(#krate::payload::#payload)
        }
        CheckedRoute::Unlisted { .. } => quote!(#private::PayloadOfYourOwn),
        CheckedRoute::Fallback => quote!(#private::Unhandled),
    }
}
