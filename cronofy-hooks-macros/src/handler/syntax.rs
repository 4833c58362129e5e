//! What was written: it may be wrong.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Path, Signature, Token, Visibility, ext::IdentExt as _, parse_quote};

use crate::errors::Errors;
use crate::messages;

/// The text of an option, with the key for messages that are about the option as a whole.
pub(super) struct Text {
    pub(super) key: Ident,
    pub(super) value: LitStr,
}

/// The options of the attribute.
#[derive(Default)]
pub(super) struct Options {
    pub(super) notification: Option<Text>,
    pub(super) interaction: Option<Text>,
    pub(super) subtype: Option<Text>,
    pub(super) transition: Option<Text>,
    pub(super) callback: Option<Text>,
    pub(super) fallback: Option<Ident>,
    pub(super) unlisted: Option<Ident>,
    pub(super) krate: Option<Path>,
    /// An option was written that could not be understood, so what is missing proves nothing.
    pub(super) doubtful: bool,
}

/// `key`, or `key = value`.
struct Written {
    key: Ident,
    value: Option<TokenStream>,
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = Ident::parse_any(input)?;
        if !input.peek(Token![=]) {
            return Ok(Self { key, value: None });
        }
        input.parse::<Token![=]>()?;
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            value.extend([input.parse::<proc_macro2::TokenTree>()?]);
        }
        Ok(Self { key, value: Some(value) })
    }
}

impl Options {
    pub(super) fn parse(attribute: TokenStream, errors: &mut Errors) -> Option<Self> {
        let written = match Punctuated::<Written, Token![,]>::parse_terminated.parse2(attribute) {
            Ok(written) => written,
            Err(error) => {
                errors.push(error);
                return None;
            }
        };
        let mut options = Self::default();
        for option in written {
            options.read(option, errors);
        }
        Some(options)
    }

    /// Where the library is.
    pub(super) fn krate(&self) -> Path {
        self.krate.clone().unwrap_or_else(|| parse_quote!(::cronofy_hooks))
    }

    fn read(&mut self, Written { key, value }: Written, errors: &mut Errors) {
        let name = key.to_string();
        let understood = match name.as_str() {
            "notification" => set(&mut self.notification, &key, text(&key, value, errors), errors),
            "interaction" => set(&mut self.interaction, &key, text(&key, value, errors), errors),
            "subtype" => set(&mut self.subtype, &key, text(&key, value, errors), errors),
            "transition" => set(&mut self.transition, &key, text(&key, value, errors), errors),
            "callback" => set(&mut self.callback, &key, text(&key, value, errors), errors),
            "fallback" => set(&mut self.fallback, &key, flag(&key, value, errors), errors),
            "unlisted" => set(&mut self.unlisted, &key, flag(&key, value, errors), errors),
            "crate" => set(&mut self.krate, &key, path(&key, value, errors), errors),
            _ => {
                errors.error(&key, messages::unknown_option(&name));
                false
            }
        };
        self.doubtful |= !understood;
    }
}

/// Says whether the value was understood.
fn set<T>(slot: &mut Option<T>, key: &Ident, value: Option<T>, errors: &mut Errors) -> bool {
    if slot.is_some() {
        errors.error(key, messages::option_twice(&key.to_string()));
        return true;
    }
    *slot = value;
    slot.is_some()
}

fn text(key: &Ident, value: Option<TokenStream>, errors: &mut Errors) -> Option<Text> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        errors.error(key, messages::value_missing(&key.to_string()));
        return None;
    };
    match syn::parse2(value.clone()) {
        Ok(value) => Some(Text { key: key.clone(), value }),
        Err(_) => {
            errors.error(value, messages::value_not_text(&key.to_string()));
            None
        }
    }
}

fn flag(key: &Ident, value: Option<TokenStream>, errors: &mut Errors) -> Option<Ident> {
    if let Some(value) = value {
        errors.error(
            if value.is_empty() { quote::quote!(#key) } else { value },
            messages::value_not_taken(&key.to_string()),
        );
        return None;
    }
    Some(key.clone())
}

fn path(key: &Ident, value: Option<TokenStream>, errors: &mut Errors) -> Option<Path> {
    match value.and_then(|value| Path::parse_mod_style.parse2(value).ok()) {
        Some(path) => Some(path),
        None => {
            errors.error(key, messages::value_missing("crate"));
            None
        }
    }
}

/// A function. Its body stays as it is: the macro has nothing to say about it, and it may be
/// unfinished while somebody types.
#[derive(Clone)]
pub(super) struct HandlerFn {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) sig: Signature,
    pub(super) body: TokenStream,
}

impl Parse for HandlerFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl HandlerFn {
    pub(super) fn parse(item: &TokenStream, errors: &mut Errors) -> Option<Self> {
        match syn::parse2(item.clone()) {
            Ok(function) => Some(function),
            Err(error) => {
                match what_it_is(item) {
                    Some((span, what)) => errors.push(syn::Error::new(span, messages::not_a_function(what))),
                    // Broken in a way that rustc explains better.
                    None => errors.push(error),
                }
                None
            }
        }
    }
}

/// The keyword that shows that an item is no function.
fn what_it_is(item: &TokenStream) -> Option<(Span, &'static str)> {
    item.clone().into_iter().find_map(|token| {
        let proc_macro2::TokenTree::Ident(ident) = token else { return None };
        let what = match ident.to_string().as_str() {
            "struct" => "a struct",
            "enum" => "an enum",
            "union" => "a union",
            "trait" => "a trait",
            "impl" => "an impl block",
            "mod" => "a module",
            "static" => "a static",
            "type" => "a type alias",
            "use" => "an import",
            "macro_rules" => "a macro",
            "const" => "a constant",
            _ => return None,
        };
        Some((ident.span(), what))
    })
}
