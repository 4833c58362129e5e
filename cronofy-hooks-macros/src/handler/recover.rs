//! What is emitted when something is wrong: the errors, and the item with a stand-in for its handler,
//! so that editors keep working and nothing else complains.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Fields, FnArg, Ident, Item, Safety, Visibility, parse_quote};

use super::check::is_own_attribute;
use super::expand::{expand_function, expand_stub, expand_type};
use super::syntax::{HandlerFn, Options};
use crate::errors::Errors;

pub(super) fn recover(
    item: &TokenStream,
    options: &Options,
    function: Option<HandlerFn>,
    errors: Errors,
) -> TokenStream {
    let errors = errors.into_compile_errors();
    let krate = options.krate();
    match function {
        // It is inside an `impl`, where no type can stand.
        Some(function) if function.sig.receiver().is_some() => {
            let function = expand_function(&without_refused(function));
            quote! { #function #errors }
        }
        Some(function) => {
            let function = without_refused(function);
            let companion = expand_type(&function.vis, &function.sig.ident, &function.cfgs());
            let stub = expand_stub(&function.sig.ident, &function.cfgs(), &krate);
            let function = without_parameters(&function);
            quote! { #function #companion #stub #errors }
        }
        None => {
            let stub = stub_of_item(item, &krate);
            quote! { #item #stub #errors }
        }
    }
}

/// The function without what rustc would refuse a second time.
fn without_refused(mut function: HandlerFn) -> HandlerFn {
    function.attrs.retain(|attr| !is_own_attribute(attr));
    let sig = &mut function.sig;
    sig.constness = None;
    if sig.variadic.take().is_some() {
        sig.abi = None;
        sig.safety = Safety::Default;
    }
    if sig.asyncness.is_none() && has_word(&function.body, "await") {
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

/// A generic function is checked out of sight: in a list, rustc would ask for its parameters.
fn without_parameters(function: &HandlerFn) -> TokenStream {
    let HandlerFn { attrs, vis, sig, .. } = function;
    let name = &sig.ident;
    let in_sight = quote! { #[allow(dead_code)] #vis async fn #name() {} };
    let function = expand_function(function);
    let is_generic = !sig.generics.params.is_empty() || has_word(&sig.inputs.to_token_stream(), "impl");
    if !is_generic {
        return quote! { #[allow(dead_code)] #function };
    }
    let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    quote! {
        #(#cfgs)* #in_sight
        const _: () = { #[allow(dead_code)] #function };
    }
}

fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// For an item that is no function but has a name that a list can hold.
fn stub_of_item(item: &TokenStream, krate: &TokenStream) -> Option<TokenStream> {
    let (name, beside) = match syn::parse2(item.clone()).ok()? {
        Item::Const(item) => (item.ident.clone(), expand_type(&item.vis, &item.ident, &quote!())),
        Item::Static(item) => (item.ident.clone(), expand_type(&item.vis, &item.ident, &quote!())),
        Item::Struct(item) if item.generics.params.is_empty() => match item.fields {
            Fields::Named(_) => (item.ident.clone(), expand_value(&item.vis, &item.ident)),
            Fields::Unnamed(_) | Fields::Unit => (item.ident, quote!()),
        },
        Item::Enum(item) if item.generics.params.is_empty() => {
            (item.ident.clone(), expand_value(&item.vis, &item.ident))
        }
        _ => return None,
    };
    let stub = expand_stub(&name, &quote!(), krate);
    Some(quote! { #beside #stub })
}

/// A list reads the name of a handler as a value.
fn expand_value(vis: &Visibility, name: &Ident) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, non_snake_case)]
        #vis fn #name() {}
    }
}
