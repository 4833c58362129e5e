//! The rules. Each is checked on its own, so that all mistakes are shown at once.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{
    Attribute, Expr, ExprLit, FnArg, GenericArgument, Lit, LitStr, Meta, PathArguments, ReturnType, Safety, Signature,
    Type, TypeReference,
};

use super::model::{CheckedArgument, CheckedHandler, CheckedRoute};
use super::syntax::{AttributeOptions, HandlerFn, TextOption, cfgs, conditions, has_word};
use super::{messages, policy};
use crate::catalogue::{self, RouteKind};
use crate::errors::CompileErrors;

pub(super) fn check(
    options: &AttributeOptions,
    function: HandlerFn,
    errors: &mut CompileErrors,
) -> Option<CheckedHandler> {
    let route = check_route(options, errors);
    // A route with a mistake may be any route, so its `window` is not judged.
    let policy = policy::check(&options.policy, route.as_ref().is_none_or(CheckedRoute::joins), errors);
    check_signature(&function.sig, errors);
    check_attributes(&function.attrs, errors);
    let arguments = check_arguments(&function.sig, route.as_ref(), errors);
    let doc = first_paragraph(&function.attrs);
    let krate = options.krate();
    Some(CheckedHandler { function, krate, route: route?, policy, arguments, doc })
}

fn check_route(options: &AttributeOptions, errors: &mut CompileErrors) -> Option<CheckedRoute> {
    let named = [
        (RouteKind::Notification, &options.notification),
        (RouteKind::Interaction, &options.interaction),
        (RouteKind::Transition, &options.transition),
        (RouteKind::Callback, &options.callback),
    ];
    let mut named = named.into_iter().filter_map(|(kind, text)| text.as_ref().map(|text| (kind, text)));
    if options.fallback.is_some() {
        let beside = named.map(|(_, text)| &text.key).chain(options.subtype.as_ref().map(|text| &text.key));
        let mut beside = beside.chain(options.unlisted.as_ref());
        if let Some(key) = beside.next() {
            errors.error(key, messages::fallback_with(&key.to_string()));
            return None;
        }
        return Some(CheckedRoute::Fallback);
    }
    let Some((kind, name)) = named.next() else {
        match &options.subtype {
            Some(subtype) => errors.error(&subtype.key, messages::subtype_without_interaction(&subtype.value.value())),
            None if options.incomplete => {}
            // The missing route has no token, so the error is at the attribute.
            None => errors.error_at(Span::call_site(), messages::no_route(options.unlisted.is_some())),
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
        (Some(subtype), RouteKind::Notification | RouteKind::Transition | RouteKind::Callback) => {
            errors.error(&subtype.key, messages::subtype_beside(kind, &subtype.value.value()));
            None
        }
        (subtype, _) => check_names(kind, name, subtype.as_ref(), options, errors),
    }
}

fn check_names(
    kind: RouteKind,
    name: &TextOption,
    subtype: Option<&TextOption>,
    options: &AttributeOptions,
    errors: &mut CompileErrors,
) -> Option<CheckedRoute> {
    let text = name.value.value();
    let subtype_text = subtype.map(|subtype| subtype.value.value());
    let documented = |payload| CheckedRoute::Documented {
        kind: kind.as_str(),
        name: text.clone(),
        subtype: subtype_text.clone(),
        payload,
    };
    match (catalogue::find(kind, &text), &options.unlisted) {
        (None, None) => {
            errors.error(&name.value, messages::unknown_name(kind, &text));
            None
        }
        (None, Some(_)) => Some(CheckedRoute::Unlisted { kind: kind.as_str(), name: text, subtype: subtype_text }),
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

fn check_signature(sig: &Signature, errors: &mut CompileErrors) {
    if sig.asyncness.is_none() {
        errors.error(sig.fn_token, messages::not_async(&sig.ident.to_string()));
    }
    if let Some(constness) = &sig.constness {
        errors.error(constness, messages::qualifier("const"));
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        errors.error(unsafety, messages::is_unsafe());
    }
    if let Some(abi) = &sig.abi {
        errors.error(abi, messages::qualifier("extern"));
    }
    if !sig.generics.params.is_empty() {
        errors.error(&sig.generics.params, messages::generic());
    }
    if let ReturnType::Type(_, ty) = &sig.output
        && sig.asyncness.is_some()
        && has_word(ty.to_token_stream(), "impl")
    {
        errors.error(ty, messages::returns_impl_trait());
    }
    if let Some(variadic) = &sig.variadic {
        errors.error(variadic, messages::variadic());
    }
}

fn check_attributes(attrs: &[Attribute], errors: &mut CompileErrors) {
    for attr in attrs.iter().filter(|attr| is_own_attribute(attr)) {
        errors.error(attr, messages::attribute_twice());
    }
}

pub(super) fn is_own_attribute(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|segment| segment.ident == "cronofy_handler")
}

/// The library has a function for each number of arguments.
const MOST_ARGUMENTS: usize = 16;

fn check_arguments(sig: &Signature, route: Option<&CheckedRoute>, errors: &mut CompileErrors) -> Vec<CheckedArgument> {
    if let Some(surplus) = sig.inputs.iter().nth(MOST_ARGUMENTS) {
        errors.error(surplus, messages::too_many_arguments(MOST_ARGUMENTS));
    }
    let mut arguments = Vec::new();
    let mut payload_taken: Option<String> = None;
    for input in &sig.inputs {
        let argument = match input {
            FnArg::Receiver(receiver) => {
                errors.error(receiver, messages::takes_self());
                continue;
            }
            FnArg::Typed(argument) => argument,
        };
        let ty = unwrapped(&argument.ty);
        check_type(ty, sig, errors);
        let cfg = cfgs(&argument.attrs);
        let payload = match route {
            Some(CheckedRoute::Documented { payload, .. }) if is_named(ty, payload) => Some(payload),
            _ => None,
        };
        if let Some(payload) = payload
            && cfg.is_empty()
        {
            let written = ty.to_token_stream().to_string();
            // A different path may name a different type, such as an extractor of the application.
            if payload_taken.as_ref() == Some(&written) {
                errors.error(ty, messages::payload_twice(payload));
            }
            payload_taken.get_or_insert(written);
        }
        let is_state = is_named(ty, "State");
        let conditions = conditions(&argument.attrs);
        arguments.push(CheckedArgument { ty: ty.clone(), is_state, cfg, conditions });
    }
    arguments
}

fn check_type(ty: &Type, sig: &Signature, errors: &mut CompileErrors) {
    let tokens = ty.to_token_stream();
    if has_word(tokens.clone(), "impl") {
        errors.error(ty, messages::impl_trait());
    } else if has_word(tokens, "_") {
        errors.error(ty, messages::type_left_out());
    }
    // A named lifetime other than `'static` makes the function generic, which has its own message.
    if let Some(reference) = borrowed(ty)
        && sig.generics.params.is_empty()
    {
        errors.error(reference, messages::borrowed(&reference.elem.to_token_stream().to_string().replace(' ', "")));
    }
}

/// The first reference without a lifetime in a type, or in its arguments.
fn borrowed(ty: &Type) -> Option<&TypeReference> {
    match unwrapped(ty) {
        Type::Reference(reference) if reference.lifetime.is_none() => Some(reference),
        ty => inner_types(ty).find_map(borrowed),
    }
}

/// The types in angle brackets.
fn inner_types(ty: &Type) -> impl Iterator<Item = &Type> {
    let last = match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let arguments = last.and_then(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// A `$ty:ty` of a `macro_rules!` comes in invisible brackets.
fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => unwrapped(&group.elem),
        ty => ty,
    }
}

/// Whether a type is written with this name.
///
/// The name selects messages, and the states that the application must have. It misses aliases. A
/// state behind an alias is checked when the application starts.
fn is_named(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == name),
        _ => false,
    }
}

/// The first paragraph of a doc comment, on one line.
fn first_paragraph(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => literal(&meta.value),
        _ => None,
    });
    let text = lines.map(|line| without_stars(&line.value())).collect::<Vec<_>>().join("\n");
    let paragraph = text.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

/// The text of a block comment. Each line after the first may begin with a star.
fn without_stars(comment: &str) -> String {
    let Some((first, rest)) = comment.split_once('\n') else { return comment.to_owned() };
    let lines = rest.lines().map(str::trim_start);
    if lines.clone().any(|line| !line.is_empty() && !line.starts_with('*')) {
        return comment.to_owned();
    }
    lines.fold(first.to_owned(), |text, line| text + "\n" + line.strip_prefix('*').unwrap_or(line))
}

fn literal(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::ItemFn;

    use super::first_paragraph;

    #[test]
    fn the_first_paragraph_is_one_line() {
        let cases = [
            ("", ""),
            ("/// Takes a change.\n///\n/// And says nothing more.\n", "Takes a change."),
            ("/// Takes\n/// a change.\n", "Takes a change."),
            ("/** Takes a change. */", "Takes a change."),
            ("/**\n * Takes\n * a change.\n *\n * And says nothing more.\n */", "Takes a change."),
            ("/** Takes\n    a change. */", "Takes a change."),
            ("/**\n * One of\n   two lines.\n */", "* One of two lines."),
        ];
        for (comment, expected) in cases {
            let function: ItemFn = syn::parse_str(&format!("{comment}\nfn change() {{}}")).expect("a function");
            assert_eq!(first_paragraph(&function.attrs), expected, "{comment}");
        }
    }
}
