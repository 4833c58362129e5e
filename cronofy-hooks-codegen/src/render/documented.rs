//! `Name` and `Documented`: everything that the schemas know, to be looked up at run time.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::{DeliveryKind, Home, Model, PayloadModel, Presence};
use crate::render::known;
use crate::render::scope::{Scope, Style, tokens};
use crate::render::source::{self, Piece};

pub(crate) fn documented(model: &Model) -> String {
    let scope = &Scope::new(&Style::Library, []);
    let items = [
        name_enum(model),
        name_impl(model, scope),
        documented_enum(model, scope),
        documented_impl(model, scope),
        typed(model, scope),
    ];
    let pieces = std::iter::once(scope.imports()).chain(items).map(Piece::Items).collect();
    source::file("schemas/", "Every documented name, and the payload of any of them.", pieces)
}

impl PayloadModel {
    fn variant(&self) -> Ident {
        format_ident!("{}", self.title)
    }
}

fn name_enum(model: &Model) -> TokenStream {
    let variants = model.payloads.iter().map(|payload| {
        let about = format!(" The {} `{}`.", payload.kind, payload.name);
        let variant = payload.variant();
        quote!(#[doc = #about] #variant)
    });
    quote! {
        /// Every documented notification, interaction, transition and callback.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Name { #(#variants,)* }
    }
}

fn name_impl(model: &Model, scope: &Scope<'_>) -> TokenStream {
    let all = &model.payloads;
    let count = Literal::usize_unsuffixed(all.len());
    let variants = all.iter().map(PayloadModel::variant);
    let route = scope.known(&known::ROUTE);
    let routes = all.iter().map(|payload| {
        let (variant, kind, name) = (payload.variant(), format_ident!("{}", payload.kind.as_str()), &payload.name);
        quote!(Self::#variant => #route::#kind(#name))
    });
    let subtypes = all.iter().filter_map(|payload| {
        let (variant, values) = (payload.variant(), &payload.subtype.as_ref()?.values);
        Some(quote!(Self::#variant => &[#(#values),*]))
    });
    let some_have_none = all.iter().any(|payload| payload.subtype.is_none()).then(|| quote!(_ => &[]));
    let notification_keys = all.iter().filter(|payload| !payload.notification_fields.is_empty()).map(|payload| {
        let (variant, keys) = (payload.variant(), payload.notification_fields.iter().map(|field| &field.wire));
        quote!(Self::#variant => &[#(#keys),*])
    });
    let some_have_no_keys = all.iter().any(|payload| payload.notification_fields.is_empty()).then(|| quote!(_ => &[]));
    let payloads = all.iter().map(|payload| {
        let (variant, title) = (payload.variant(), &payload.title);
        quote!(Self::#variant => #title)
    });
    let lookups = DeliveryKind::ALL.into_iter().map(|kind| lookup(model, kind));
    let callback_with = callback_with(model);
    quote! {
        impl Name {
            /// All names, ordered by kind and then by name.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// The route whose deliveries hold this.
            pub const fn route(self) -> #route {
                match self { #(#routes,)* }
            }

            /// The documented subtypes.
            pub const fn subtypes(self) -> &'static [&'static str] {
                match self { #(#subtypes,)* #some_have_none }
            }

            /// The keys of `notification` that the payload is read from.
            pub const fn notification_keys(self) -> &'static [&'static str] {
                match self { #(#notification_keys,)* #some_have_no_keys }
            }

            /// The name of the payload type.
            pub const fn payload(self) -> &'static str {
                match self { #(#payloads,)* }
            }

            #(#lookups)*

            #callback_with
        }
    }
}

fn lookup(model: &Model, kind: DeliveryKind) -> TokenStream {
    let function = format_ident!("{}", kind.as_str());
    let about = format!(" The {kind} of this name.");
    let arms = of_kind(model, kind).map(|payload| {
        let (variant, name) = (payload.variant(), &payload.name);
        quote!(#name => Some(Self::#variant))
    });
    quote! {
        #[doc = #about]
        pub fn #function(name: &str) -> Option<Self> {
            match name {
                #(#arms,)*
                _ => None,
            }
        }
    }
}

fn of_kind(model: &Model, kind: DeliveryKind) -> impl Iterator<Item = &PayloadModel> {
    model.payloads.iter().filter(move |payload| payload.kind == kind)
}

fn callback_with(model: &Model) -> TokenStream {
    let mut callbacks: Vec<_> = of_kind(model, DeliveryKind::Callback).collect();
    callbacks.sort_by_key(|payload| std::cmp::Reverse(payload.required.len()));
    let count = Literal::usize_unsuffixed(callbacks.len());
    let entries = callbacks.into_iter().map(|payload| {
        let (variant, keys) = (payload.variant(), &payload.required);
        quote!((Name::#variant, &[#(#keys),*]))
    });
    quote! {
        /// The callback whose required keys are all present; the one with most required keys wins.
        pub fn callback_with(has_key: impl Fn(&str) -> bool) -> Option<Self> {
            const CALLBACKS: [(Name, &[&str]); #count] = [#(#entries),*];
            let mut callbacks = CALLBACKS.into_iter();
            callbacks.find_map(|(name, keys)| keys.iter().all(|key| has_key(key)).then_some(name))
        }
    }
}

fn documented_enum(model: &Model, scope: &Scope<'_>) -> TokenStream {
    let variants = model.payloads.iter().map(|payload| {
        let about = format!(" The {} `{}`.", payload.kind, payload.name);
        let (variant, ty) = (payload.variant(), scope.named(&payload.title, Home::Payload));
        quote!(#[doc = #about] #variant(Box<#ty>))
    });
    quote! {
        /// The payload of any documented route. Boxed: on the way from the reader to the handler it is
        /// moved often, and the largest decides how far.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Documented { #(#variants,)* }
    }
}

fn documented_impl(model: &Model, scope: &Scope<'_>) -> TokenStream {
    let map_access = scope.known(&known::MAP_ACCESS);
    let notification = scope.known(&known::NOTIFICATION);
    let item = scope.known(&known::ITEM);
    let payload_trait = scope.known(&known::PAYLOAD);
    let fields = scope.fields();
    let arms = model.payloads.iter().map(|payload| {
        let variant = payload.variant();
        quote!(Name::#variant => Self::#variant(Box::new(#payload_trait::assemble(notification, item, rest)?)))
    });
    let getters = [("event", "Event"), ("channel", "Channel")];
    let getters = getters.into_iter().map(|(name, title)| getter(model, scope, name, title));
    quote! {
        impl Documented {
            /// Puts the payload of this name together.
            ///
            /// # Errors
            /// When the body does not fit the payload type.
            pub fn assemble<'de, A: #map_access<'de>>(
                name: Name,
                notification: &#notification<'de, #fields>,
                item: &#item<'de>,
                rest: A,
            ) -> Result<Self, A::Error> {
                Ok(match name { #(#arms,)* })
            }

            #(#getters)*
        }
    }
}

/// The one part of a payload that has this type.
fn getter(model: &Model, scope: &Scope<'_>, name: &str, title: &str) -> Option<TokenStream> {
    let arms: Vec<_> = model
        .payloads
        .iter()
        .filter_map(|payload| {
            let field = payload.rest.iter().find(|field| field.ty.is_named(title))?;
            let (variant, ident) = (payload.variant(), tokens(&field.ident));
            Some(match field.presence {
                Presence::Required => quote!(Self::#variant(payload) => Some(&payload.#ident)),
                Presence::Optional => quote!(Self::#variant(payload) => payload.#ident.as_ref()),
                Presence::Nullable => quote!(Self::#variant(payload) => payload.#ident.as_option()),
            })
        })
        .collect();
    if arms.is_empty() {
        return None;
    }
    let otherwise = (arms.len() < model.payloads.len()).then(|| quote!(_ => None));
    let function = format_ident!("{name}");
    let ty = scope.named(title, Home::Payload);
    let about = format!(" The {name} that the payload is about.");
    Some(quote! {
        #[doc = #about]
        pub fn #function(&self) -> Option<&#ty> {
            match self { #(#arms,)* #otherwise }
        }
    })
}

fn typed(model: &Model, scope: &Scope<'_>) -> TokenStream {
    let payload_trait = scope.known(&known::PAYLOAD);
    let only_one = model.payloads.len() == 1;
    let impls = model.payloads.iter().map(|payload| {
        let (variant, ty) = (payload.variant(), scope.named(&payload.title, Home::Payload));
        let otherwise = (!only_one).then(|| quote!(_ => None));
        quote! {
            impl Typed for #ty {
                const NAME: Name = Name::#variant;

                fn from_documented(documented: Documented) -> Option<Box<Self>> {
                    match documented {
                        Documented::#variant(payload) => Some(payload),
                        #otherwise
                    }
                }
            }
        }
    });
    quote! {
        /// A documented payload type: the other direction of [`Documented`].
        pub trait Typed: #payload_trait {
            /// What the payload is of.
            const NAME: Name;

            /// The payload, if it is of this type.
            fn from_documented(documented: Documented) -> Option<Box<Self>>;
        }

        #(#impls)*
    }
}
