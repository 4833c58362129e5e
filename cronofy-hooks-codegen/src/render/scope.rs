//! How one file names what it uses.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Home, Presence, Ty};
use crate::render::known::{self, Known};

/// Where the generated code will live.
#[derive(Debug)]
pub(crate) enum Style {
    /// In cronofy-hooks-types: names are imported.
    Types,
    /// In cronofy-hooks: the same, from cronofy-hooks-types.
    Library,
    /// In another crate, which may shadow any name and has no dependency but this path to
    /// cronofy-hooks: every name is absolute.
    User(String),
}

/// The type of the notification-level fields of all schemas together.
pub(crate) const FIELDS: &str = "DocumentedFields";

/// The names of one file.
pub(crate) struct Scope<'a> {
    style: &'a Style,
    /// The types that the file defines.
    here: BTreeSet<&'a str>,
    imports: RefCell<BTreeMap<(u8, String), BTreeSet<String>>>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(style: &'a Style, here: impl IntoIterator<Item = &'a str>) -> Self {
        Self { style, here: here.into_iter().collect(), imports: RefCell::default() }
    }

    /// The path of cronofy-hooks in another crate; `None` in the library.
    pub(crate) fn user(&self) -> Option<&str> {
        match self.style {
            Style::Types | Style::Library => None,
            Style::User(krate) => Some(krate),
        }
    }

    /// The tokens that name something.
    pub(crate) fn known(&self, known: &Known) -> TokenStream {
        tokens(&self.known_text(known))
    }

    /// The same as text, for a serde attribute.
    pub(crate) fn known_text(&self, known: &Known) -> String {
        self.import(known.module, known.name);
        self.user().map_or_else(|| known.name.to_owned(), |krate| known.absolute.replace('$', krate))
    }

    /// The same without an import, for an attribute that may be inactive: its import would be unused.
    pub(crate) fn known_in_full(&self, known: &Known) -> String {
        let in_library = || format!("{}::{}", known.module, known.name);
        self.user().map_or_else(in_library, |krate| known.absolute.replace('$', krate))
    }

    /// Another crate needs no imports, because every name in it is absolute.
    fn import(&self, module: &str, name: &str) {
        let module = match self.style {
            _ if module.is_empty() => return,
            Style::Library => module.replacen("crate::", "cronofy_hooks_types::", 1),
            Style::Types => module.to_owned(),
            Style::User(_) => return,
        };
        let rank = match module.split("::").next() {
            Some("std") => 0,
            Some("crate" | "self" | "super") => 2,
            _ => 1,
        };
        let mut imports = self.imports.borrow_mut();
        imports.entry((rank, module)).or_default().insert(name.to_owned());
    }

    /// The imports of everything that was named so far.
    pub(crate) fn imports(&self) -> TokenStream {
        let imports = self.imports.borrow();
        let imports = imports.iter().map(|((_, module), names)| {
            let module = tokens(module);
            let mut names: Vec<_> = names.iter().map(|name| tokens(name)).collect();
            match (names.pop(), names.is_empty()) {
                (Some(only), true) => quote!(use #module::#only;),
                (last, _) => quote!(use #module::{#(#names,)* #last};),
            }
        });
        quote!(#(#imports)*)
    }

    /// A generated type.
    pub(crate) fn named(&self, name: &str, home: Home) -> TokenStream {
        if !self.here.contains(name) {
            let module = match home {
                Home::Payload => "crate::payload",
                Home::Request => "crate::request",
                Home::Response => "crate::response",
            };
            self.import(module, name);
        }
        tokens(name)
    }

    /// The notification-level fields of all schemas together.
    pub(crate) fn fields(&self) -> TokenStream {
        self.named(FIELDS, Home::Payload)
    }

    pub(crate) fn ty(&self, ty: &Ty) -> TokenStream {
        match ty {
            Ty::String => self.known(&known::STRING),
            Ty::Signed => quote!(i64),
            Ty::Unsigned => quote!(u64),
            Ty::Number => quote!(f64),
            Ty::Boolean => quote!(bool),
            Ty::Json => self.known(&known::JSON),
            Ty::DateTime => self.known(&known::OFFSET_DATE_TIME),
            Ty::Named { name, home } => self.named(name, *home),
            Ty::Rust(path) => self.rust(path),
            Ty::List(item) => {
                let (list, item) = (self.known(&known::VEC), self.ty(item));
                quote!(#list<#item>)
            }
            Ty::Map(value) => {
                let (map, value) = (self.known(&known::MAP), self.ty(value));
                let key = self.known(&known::STRING);
                quote!(#map<#key, #value>)
            }
        }
    }

    pub(crate) fn field_ty(&self, ty: &Ty, presence: Presence) -> TokenStream {
        let ty = self.ty(ty);
        let around = match presence {
            Presence::Required => return ty,
            Presence::Optional => self.known(&known::OPTION),
            Presence::Nullable => self.known(&known::NULLABLE),
        };
        quote!(#around<#ty>)
    }

    /// A type that is written by hand; a bare name is one of the library's payload types.
    fn rust(&self, path: &str) -> TokenStream {
        let name = path.split('<').next().unwrap_or_default().trim();
        if name.contains("::") {
            return tokens(path);
        }
        self.import("crate::payload", name);
        self.user().map_or_else(|| tokens(path), |krate| tokens(&format!("{krate}::payload::{path}")))
    }

    /// Inside a derived serde type: where serde is, when it is no dependency of the crate.
    pub(crate) fn serde_crate(&self) -> Option<TokenStream> {
        let path = format!("{}::__private::serde", self.user()?);
        Some(quote!(#[serde(crate = #path)]))
    }

    /// What makes a payload of another crate an argument of handlers of unlisted names. For those of the library
    /// it stands where cronofy-hooks looks them up.
    pub(crate) fn unlisted_payload(&self, name: &Ident) -> Option<TokenStream> {
        self.user()?;
        let unlisted = self.known(&known::UNLISTED_PAYLOAD);
        Some(quote!(impl #unlisted for #name {}))
    }

    /// The page of a payload, which is in a file beside it.
    pub(crate) fn page(&self, name: &str) -> Option<TokenStream> {
        let file = format!("{name}.md");
        matches!(self.style, Style::Types).then(|| quote!(#[doc = include_str!(#file)]))
    }

    /// The macro that writes an open enumeration.
    pub(crate) fn open_enum(&self) -> String {
        self.user().map_or_else(|| "crate::__open_enum!".to_owned(), |krate| format!("{krate}::__private::open_enum!"))
    }

    /// The error of a body that lacks a key.
    pub(crate) fn missing_field(&self, key: &str) -> TokenStream {
        let Some(krate) = self.user() else {
            self.import("serde::de", "Error as _");
            return quote!(A::Error::missing_field(#key));
        };
        let error = tokens(&format!("{krate}::__private::serde::de::Error"));
        quote!(<A::Error as #error>::missing_field(#key))
    }
}

/// Source text that is known to be made of tokens: a checked name or path, or a literal.
pub(crate) fn tokens(text: &str) -> TokenStream {
    text.parse().expect("the model holds only names that are tokens")
}
