//! The attribute and the function as they are written. They may have mistakes.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, Ident, LitStr, Path, Signature, Visibility};

use super::{messages, policy};
use crate::errors::CompileErrors;
use crate::messages::comma_missing;
use crate::split::split_at_commas;

/// An option with a text. The key is the span of messages about the option as a whole.
pub(super) struct TextOption {
    pub(super) key: Ident,
    pub(super) value: LitStr,
}

/// The options of the attribute.
#[derive(Default)]
pub(super) struct AttributeOptions {
    pub(super) notification: Option<TextOption>,
    pub(super) interaction: Option<TextOption>,
    pub(super) subtype: Option<TextOption>,
    pub(super) transition: Option<TextOption>,
    pub(super) callback: Option<TextOption>,
    pub(super) fallback: Option<Ident>,
    pub(super) unlisted: Option<Ident>,
    pub(super) krate: Option<Path>,
    pub(super) policy: policy::WrittenPolicy,
    /// An option could not be parsed, so an option that seems to be missing may be that one.
    pub(super) incomplete: bool,
}

/// `key`, or `key = value`.
struct RawOption {
    key: Ident,
    /// The tokens after `=`.
    value: Option<Vec<TokenTree>>,
}

impl RawOption {
    fn parse(option: &[TokenTree], errors: &mut CompileErrors) -> Option<Self> {
        let (first, rest) = option.split_first()?;
        let TokenTree::Ident(key) = first else {
            errors.error(first, messages::key_missing(string(first).map(|text| text.value()).as_deref()));
            return None;
        };
        let key = key.clone();
        match rest.split_first() {
            None => Some(Self { key, value: None }),
            Some((TokenTree::Punct(equals), value)) if equals.as_char() == '=' => {
                Some(Self { key, value: Some(value.to_vec()) })
            }
            Some(_) if !messages::OPTIONS.contains(&key.to_string().as_str()) => {
                errors.error(&key, messages::unknown_option(&key.to_string(), None));
                None
            }
            Some((TokenTree::Ident(next), _))
                if is_flag(&key) || messages::OPTIONS.contains(&next.to_string().as_str()) =>
            {
                errors.error(next, comma_missing(&next.to_string()));
                None
            }
            Some((token, _)) => {
                errors.error(token, messages::equals_missing(&key.to_string()));
                None
            }
        }
    }
}

impl AttributeOptions {
    pub(super) fn parse(attribute: TokenStream, errors: &mut CompileErrors) -> Self {
        let mut options = Self::default();
        for option in split_at_commas(attribute, errors) {
            match RawOption::parse(&option, errors) {
                Some(option) => options.read(option, errors),
                None => options.incomplete = true,
            }
        }
        options
    }

    /// The path of the library.
    pub(super) fn krate(&self) -> TokenStream {
        self.krate.as_ref().map_or_else(|| quote!(::cronofy_hooks), Path::to_token_stream)
    }

    fn read(&mut self, RawOption { key, value }: RawOption, errors: &mut CompileErrors) {
        let name = key.to_string();
        let parsed = match name.as_str() {
            "notification" => set(&mut self.notification, &key, text(&key, value, errors), errors),
            "interaction" => set(&mut self.interaction, &key, text(&key, value, errors), errors),
            "subtype" => set(&mut self.subtype, &key, text(&key, value, errors), errors),
            "transition" => set(&mut self.transition, &key, text(&key, value, errors), errors),
            "callback" => set(&mut self.callback, &key, text(&key, value, errors), errors),
            "fallback" => set(&mut self.fallback, &key, flag(&key, value, errors), errors),
            "unlisted" => set(&mut self.unlisted, &key, flag(&key, value, errors), errors),
            "crate" => set(&mut self.krate, &key, path(&key, value, errors), errors),
            _ if self.policy.read(&key, value.as_deref(), errors) => true,
            _ => {
                let value = value.as_deref().and_then(<[_]>::first).and_then(string).map(|text| text.value());
                errors.error(&key, messages::unknown_option(&name, value.as_deref()));
                false
            }
        };
        self.incomplete |= !parsed;
    }
}

/// The options without a value.
fn is_flag(key: &Ident) -> bool {
    key == "fallback" || key == "unlisted"
}

/// Stores the value, and returns whether it could be parsed.
fn set<T>(slot: &mut Option<T>, key: &Ident, value: Option<T>, errors: &mut CompileErrors) -> bool {
    if slot.is_some() {
        errors.error(key, messages::option_twice(&key.to_string()));
        return true;
    }
    *slot = value;
    slot.is_some()
}

fn text(key: &Ident, value: Option<Vec<TokenTree>>, errors: &mut CompileErrors) -> Option<TextOption> {
    let value = value.unwrap_or_default();
    let Some((first, rest)) = value.split_first() else {
        errors.error(key, messages::value_missing(&key.to_string()));
        return None;
    };
    let Some(text) = string(first) else {
        let value: TokenStream = value.iter().cloned().collect();
        errors.error(&value, messages::value_not_text(&key.to_string(), &value));
        return None;
    };
    if let Some(next) = rest.first() {
        errors.error(next, comma_missing(&next.to_string()));
        return None;
    }
    if text.value().trim().is_empty() {
        errors.error(&text, messages::value_empty(&key.to_string()));
        return None;
    }
    Some(TextOption { key: key.clone(), value: text })
}

/// A flag with a value is an error, and counts as set: the meaning is clear.
fn flag(key: &Ident, value: Option<Vec<TokenTree>>, errors: &mut CompileErrors) -> Option<Ident> {
    if let Some(value) = value {
        let value: TokenStream = value.into_iter().collect();
        let place = if value.is_empty() { key.to_token_stream() } else { value };
        errors.error(place, messages::value_not_taken(&key.to_string()));
    }
    Some(key.clone())
}

fn path(key: &Ident, value: Option<Vec<TokenTree>>, errors: &mut CompileErrors) -> Option<Path> {
    let value: TokenStream = value.unwrap_or_default().into_iter().collect();
    match Path::parse_mod_style.parse2(value.clone()) {
        Ok(path) => Some(path),
        Err(_) => {
            let place = if value.is_empty() { key.to_token_stream() } else { value };
            errors.error(place, messages::crate_not_a_path());
            None
        }
    }
}

fn string(token: &TokenTree) -> Option<LitStr> {
    syn::parse2(token.to_token_stream()).ok()
}

/// A function. Its body stays unparsed: the macro checks nothing in it, and it may be unfinished
/// while the user types.
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
    /// The `#[cfg]` attributes of the function.
    pub(super) fn cfgs(&self) -> TokenStream {
        cfgs(&self.attrs)
    }

    pub(super) fn parse(item: &TokenStream, errors: &mut CompileErrors) -> Option<Self> {
        // Parsing copies every token that it sees, so it does not see the body.
        let (head, body) = without_body(item);
        match syn::parse2::<Self>(head) {
            Ok(mut function) => {
                function.body.extend(body);
                Some(function)
            }
            Err(error) => {
                match kind_of_item(item) {
                    Some((span, what)) => errors.error_at(span, messages::not_a_function(what)),
                    // rustc has a better message for the rest.
                    None => errors.push(error),
                }
                None
            }
        }
    }
}

/// The tokens before the body, and the body. An item of a `macro_rules!` comes in invisible brackets.
fn without_body(item: &TokenStream) -> (TokenStream, Option<TokenTree>) {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    if let [TokenTree::Group(group)] = tokens.as_slice()
        && group.delimiter() == Delimiter::None
    {
        return without_body(&group.stream());
    }
    let is_body =
        |token: &mut TokenTree| matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace);
    let body = tokens.pop_if(is_body);
    (tokens.into_iter().collect(), body)
}

/// The `#[cfg]` attributes among the attributes.
pub(super) fn cfgs(attrs: &[Attribute]) -> TokenStream {
    let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    quote!(#(#cfgs)*)
}

/// The conditions in the `#[cfg]` attributes among the attributes.
pub(super) fn conditions(attrs: &[Attribute]) -> Vec<TokenStream> {
    let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    cfgs.filter_map(|attr| attr.meta.require_list().ok().map(|list| list.tokens.clone())).collect()
}

/// Whether a word stands anywhere in the tokens. The lifetime `'_` is not the word `_`.
pub(super) fn has_word(tokens: TokenStream, word: &str) -> bool {
    let mut after_quote = false;
    tokens.into_iter().any(|token| {
        let is_quote = matches!(&token, TokenTree::Punct(quote) if quote.as_char() == '\'');
        let is_lifetime = std::mem::replace(&mut after_quote, is_quote);
        match token {
            TokenTree::Ident(ident) => !is_lifetime && ident == word,
            TokenTree::Group(group) => has_word(group.stream(), word),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}

/// The keyword of an item that is not a function, and its name in messages.
fn kind_of_item(item: &TokenStream) -> Option<(Span, &'static str)> {
    item.clone().into_iter().find_map(|token| {
        let TokenTree::Ident(ident) = token else { return None };
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
