//! The expansion of an item with mistakes: the errors, and the item with a stub of its handler, so
//! that editors keep working and rustc reports nothing else.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Fields, FnArg, Ident, Item, Safety, Visibility, parse_quote};

use super::check::is_own_attribute;
use super::expand::{expand_function, expand_module, expand_stub};
use super::syntax::{AttributeOptions, HandlerFn, has_word};
use crate::errors::CompileErrors;

pub(super) fn recover(
    item: &TokenStream,
    options: &AttributeOptions,
    function: Option<HandlerFn>,
    errors: CompileErrors,
) -> TokenStream {
    let errors = errors.into_compile_errors();
    let krate = options.krate();
    match function {
        // An `impl` block cannot contain a type.
        Some(function) if function.sig.receiver().is_some() => {
            let function = expand_function(&without_reported(function));
            quote! { #function #errors }
        }
        Some(function) => {
            let function = without_reported(function);
            let (name, cfgs) = (&function.sig.ident, function.cfgs());
            let module = expand_module(&function.vis, name, &cfgs);
            let stub = expand_stub(name, &cfgs, &krate);
            let function = without_parameters(&function);
            quote! { #function #module #stub #errors }
        }
        None => {
            let stub = stub_of_item(item, &krate);
            quote! { #item #stub #errors }
        }
    }
}

/// The function without the parts that rustc would report a second time.
fn without_reported(mut function: HandlerFn) -> HandlerFn {
    function.attrs.retain(|attr| !is_own_attribute(attr));
    let sig = &mut function.sig;
    sig.constness = None;
    if sig.variadic.take().is_some() {
        sig.abi = None;
        sig.safety = Safety::Default;
    }
    if sig.asyncness.is_none() && has_word(function.body.clone(), "await") {
        sig.asyncness = Some(parse_quote!(async));
    }
    for input in &mut sig.inputs {
        if let FnArg::Typed(argument) = input
            && matches!(*argument.ty, syn::Type::Infer(_))
        {
            *argument.ty = parse_quote!(());
        }
    }
    function
}

/// Hides a generic function in a constant, so that a list names a function without parameters. Of the
/// generic one rustc would ask for its parameters.
fn without_parameters(function: &HandlerFn) -> TokenStream {
    let HandlerFn { vis, sig, .. } = function;
    let (name, cfgs) = (&sig.ident, function.cfgs());
    let is_generic = !sig.generics.params.is_empty() || has_word(sig.inputs.to_token_stream(), "impl");
    let function = expand_function(function);
    if !is_generic {
        return quote! { #[allow(dead_code)] #function };
    }
    quote! {
        #cfgs #[allow(dead_code)] #vis async fn #name() {}
        const _: () = { #[allow(dead_code)] #function };
    }
}

/// The stub for an item that is not a function, if a list can contain its name.
fn stub_of_item(item: &TokenStream, krate: &TokenStream) -> Option<TokenStream> {
    let beside = |vis: &Visibility, name: &Ident| {
        let (module, stub) = (expand_module(vis, name, &quote!()), expand_stub(name, &quote!(), krate));
        quote! { #module #stub }
    };
    Some(match syn::parse2(item.clone()).ok()? {
        Item::Const(item) => beside(&item.vis, &item.ident),
        Item::Static(item) => beside(&item.vis, &item.ident),
        Item::Struct(item) if item.generics.params.is_empty() => {
            let value = matches!(item.fields, Fields::Named(_)).then(|| expand_value(&item.vis, &item.ident));
            let constant = expand_constant(&item.vis, &item.ident, krate);
            quote! { #value #constant }
        }
        Item::Enum(item) if item.generics.params.is_empty() => {
            let value = expand_value(&item.vis, &item.ident);
            let constant = expand_constant(&item.vis, &item.ident, krate);
            quote! { #value #constant }
        }
        _ => return None,
    })
}

/// A value of the name, because a list uses the name of a handler as a value.
fn expand_value(vis: &Visibility, name: &Ident) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, non_snake_case)]
        #vis fn #name() {}
    }
}

/// What a list finds in a type where a function has its module.
fn expand_constant(vis: &Visibility, name: &Ident, krate: &TokenStream) -> TokenStream {
    quote! {
        impl #name {
            #[doc(hidden)]
            #[allow(dead_code, non_upper_case_globals)]
            #vis const Handler: #krate::__private::Reported = #krate::__private::Reported;
        }
    }
}
