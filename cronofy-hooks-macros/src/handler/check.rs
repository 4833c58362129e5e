//! The rules. Each is checked on its own, so that all mistakes are shown at once.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Expr, ExprLit, FnArg, Lit, LitStr, Meta, Signature, Type};

use super::model::{Argument, Handler, Route};
use super::syntax::{HandlerFn, Options, Text};
use crate::catalogue::{self, Kind};
use crate::errors::Errors;
use crate::messages;

pub(super) fn check(options: &Options, function: HandlerFn, errors: &mut Errors) -> Option<Handler> {
    let route = check_route(options, &function, errors);
    check_signature(&function.sig, errors);
    check_attributes(&function.attrs, errors);
    let arguments = check_arguments(&function.sig, route.as_ref(), errors);
    let doc = first_paragraph(&function.attrs);
    let krate = options.krate();
    Some(Handler { function, krate, route: route?, arguments, doc })
}

fn check_route(options: &Options, function: &HandlerFn, errors: &mut Errors) -> Option<Route> {
    let named = [
        (Kind::Notification, &options.notification),
        (Kind::Interaction, &options.interaction),
        (Kind::Transition, &options.transition),
        (Kind::Callback, &options.callback),
    ];
    let mut named = named.into_iter().filter_map(|(kind, text)| text.as_ref().map(|text| (kind, text)));
    if let Some(fallback) = &options.fallback {
        let beside = named.map(|(_, text)| &text.key).chain(options.subtype.as_ref().map(|text| &text.key));
        let mut beside = beside.chain(options.unlisted.as_ref());
        if let Some(key) = beside.next() {
            errors.error(key, messages::fallback_with(&key.to_string()));
            return None;
        }
        let _ = fallback;
        return Some(Route::Fallback);
    }
    let Some((kind, name)) = named.next() else {
        match &options.subtype {
            Some(subtype) => errors.error(&subtype.key, messages::subtype_without_interaction(&subtype.value.value())),
            None if options.doubtful => {}
            None => errors.error(&function.sig.ident, messages::no_route()),
        }
        return None;
    };
    let mut single = true;
    for (_, second) in named {
        errors.error(&second.key, messages::second_route(&name.key.to_string(), &second.key.to_string()));
        single = false;
    }
    if !single {
        return None;
    }
    match (&options.subtype, kind) {
        (Some(subtype), Kind::Notification | Kind::Transition | Kind::Callback) => {
            errors.error(&subtype.key, messages::subtype_without_interaction(&subtype.value.value()));
            None
        }
        (subtype, _) => check_names(kind, name, subtype.as_ref(), options, errors),
    }
}

fn check_names(
    kind: Kind,
    name: &Text,
    subtype: Option<&Text>,
    options: &Options,
    errors: &mut Errors,
) -> Option<Route> {
    let text = name.value.value();
    let subtype_text = subtype.map(|subtype| subtype.value.value());
    let documented =
        |payload| Route::Documented { kind: kind.as_str(), name: text.clone(), subtype: subtype_text.clone(), payload };
    match (catalogue::find(kind, &text), &options.unlisted) {
        (None, None) => {
            errors.error(&name.value, messages::unknown_name(kind, &text));
            None
        }
        (None, Some(_)) => Some(Route::Unlisted { kind: kind.as_str(), name: text, subtype: subtype_text }),
        (Some(entry), unlisted) => {
            let listed = subtype_text.as_deref().map(|subtype| entry.subtypes.contains(&subtype));
            match (unlisted, subtype, listed) {
                (Some(unlisted), None, _) => errors.error(unlisted, messages::listed(kind, &text)),
                (Some(unlisted), Some(subtype), Some(true)) => {
                    errors.error(unlisted, messages::listed_subtype(entry, &subtype.value.value()));
                }
                (None, Some(subtype), Some(false)) => {
                    errors.error(&subtype.value, messages::unknown_subtype(entry, &subtype.value.value()));
                }
                _ => {}
            }
            Some(documented(entry.payload))
        }
    }
}

fn check_signature(sig: &Signature, errors: &mut Errors) {
    if sig.asyncness.is_none() {
        errors.error(sig.fn_token, messages::not_async(&sig.ident.to_string()));
    }
    if let Some(constness) = &sig.constness {
        errors.error(constness, messages::qualifier("const"));
    }
    if let Some(abi) = &sig.abi {
        errors.error(abi, messages::qualifier("extern"));
    }
    if !sig.generics.params.is_empty() {
        errors.error(&sig.generics.params, messages::generic());
    }
    if let Some(variadic) = &sig.variadic {
        errors.error(variadic, messages::variadic());
    }
}

fn check_attributes(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        if attr.path().segments.last().is_some_and(|segment| segment.ident == "cronofy_handler") {
            errors.error(attr, messages::attribute_twice());
        }
    }
}

fn check_arguments(sig: &Signature, route: Option<&Route>, errors: &mut Errors) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut payload_taken = false;
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.error(receiver, messages::takes_self()),
            FnArg::Typed(argument) => {
                if has_impl_trait(argument.ty.to_token_stream()) {
                    errors.error(&argument.ty, messages::impl_trait());
                }
                if let Some(Route::Documented { payload, .. }) = route
                    && is_named(&argument.ty, payload)
                {
                    if payload_taken {
                        errors.error(&argument.ty, messages::payload_twice(payload));
                    }
                    payload_taken = true;
                }
                let is_state = is_named(&argument.ty, "State");
                arguments.push(Argument { ty: (*argument.ty).clone(), is_state, cfg: cfg_of(&argument.attrs) });
            }
        }
    }
    arguments
}

/// Whether a type is written with this name. Only sharpens a message: aliases are seen by the
/// extractor itself.
fn is_named(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == name),
        _ => false,
    }
}

/// The only place of the keyword inside a type.
fn has_impl_trait(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => has_impl_trait(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn cfg_of(attrs: &[Attribute]) -> TokenStream {
    let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    cfgs.map(|attr| attr.to_token_stream()).fold(quote!(), |all, cfg| quote!(#all #cfg))
}

/// The first paragraph of a doc comment, on one line.
fn first_paragraph(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => literal(&meta.value),
        _ => None,
    });
    let text = lines.map(|line| line.value()).collect::<Vec<_>>().join("\n");
    let paragraph = text.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

fn literal(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}
