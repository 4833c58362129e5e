//! Payload types: the struct, and how it is put together from the parts of a body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, PayloadModel, Presence, Ty};
use crate::render::debug::{ShownField, masked_debug};
use crate::render::docs::docs;
use crate::render::known;
use crate::render::scope::{Scope, tokens};
use crate::render::serialize::write_methods;
use crate::render::source::Piece;
use crate::render::types::{field_docs, type_def};

/// The payload type, and the types that its schema defines inline.
pub(crate) fn payload(payload: &PayloadModel, scope: &Scope<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Items(quote_payload(payload, scope))];
    pieces.extend(payload.types.iter().map(|def| type_def(def, scope)));
    pieces
}

impl PayloadModel {
    /// In the order of the struct.
    fn all_fields(&self) -> impl Iterator<Item = &Field> {
        self.notification_fields.iter().chain(self.subtype.as_ref().map(|subtype| &subtype.field)).chain(&self.rest)
    }
}

fn quote_payload(payload: &PayloadModel, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", payload.title);
    let otherwise = format!("The {} `{}`.", payload.kind, payload.name);
    let about = docs(payload.description.as_deref(), &otherwise, payload.page.as_deref());
    let shown: Vec<_> = payload.all_fields().map(ShownField::from).collect();
    let debug = masked_debug(&payload.title, &shown, scope);
    let mut traits = vec![&known::CLONE];
    traits.extend(debug.is_none().then_some(&known::DEBUG));
    traits.extend([&known::DEFAULT, &known::PARTIAL_EQ]);
    let traits = traits.into_iter().map(|known| scope.known(known));
    let members = payload.all_fields().map(|field| {
        let about = field_docs(field);
        let ident = tokens(&field.ident);
        let ty = scope.field_ty(&field.ty, field.presence);
        quote!(#about pub #ident: #ty)
    });

    let (kind, wire_name) = (format_ident!("{}", payload.kind.as_str()), &payload.name);
    let trait_name = scope.known(&known::PAYLOAD);
    let route = scope.known(&known::ROUTE);
    let fields = scope.fields();
    let keys = payload.notification_fields.iter().map(|field| &field.wire);
    let assemble = assemble(payload, scope);

    let deserialize = scope.known(&known::DESERIALIZE);
    let deserializer = scope.known(&known::DESERIALIZER);
    let result = scope.known(&known::RESULT);
    let wire = scope.known(&known::WIRE);
    let write_methods = write_methods(payload, scope);
    let serialize = scope.known(&known::SERIALIZE);
    let serializer = scope.known(&known::SERIALIZER);
    let unlisted = scope.unlisted_payload(&name);
    let page = scope.page(&payload.module);
    quote! {
        #about
        #page
        #[derive(#(#traits),*)]
        #[non_exhaustive]
        pub struct #name { #(#members,)* }

        #debug

        impl #trait_name for #name {
            const ROUTE: #route = #route::#kind(#wire_name);

            const NOTIFICATION_KEYS: &'static [&'static str] = &[#(#keys),*];

            type Fields = #fields;

            #assemble

            #write_methods
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                #wire::deserialize(deserializer)
            }
        }

        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                #wire::serialize(self, serializer)
            }
        }

        #unlisted
    }
}

fn assemble(payload: &PayloadModel, scope: &Scope<'_>) -> TokenStream {
    let map_access = scope.known(&known::MAP_ACCESS);
    let notification_type = scope.known(&known::NOTIFICATION);
    let item_type = scope.known(&known::ITEM);
    let result = scope.known(&known::RESULT);
    let fields = scope.fields();

    let notification =
        if payload.notification_fields.is_empty() { quote!(_notification) } else { quote!(notification) };
    let item = if payload.subtype.is_none() { quote!(_item) } else { quote!(item) };
    let read_rest = read_rest(payload, scope);
    let notification_fields = payload.notification_fields.iter().map(|field| notification_field(field, scope));
    let subtype = payload.subtype.iter().map(|subtype| self::subtype(&subtype.field, scope));
    let rest = payload.rest.iter().map(|field| {
        let (ident, local) = (tokens(&field.ident), local(field));
        match field.presence {
            Presence::Required => {
                let missing = scope.missing_field(&field.wire);
                quote!(#ident: #local.ok_or_else(|| #missing)?)
            }
            _ if ident.to_string() == local.to_string() => quote!(#ident),
            _ => quote!(#ident: #local),
        }
    });
    quote! {
        fn assemble<'de, A: #map_access<'de>>(
            #notification: &#notification_type<'de, #fields>,
            #item: &#item_type<'de>,
            mut rest: A,
        ) -> #result<Self, A::Error> {
            #read_rest
            Ok(Self { #(#notification_fields,)* #(#subtype,)* #(#rest,)* })
        }
    }
}

/// Reads every other key of the body, those that are not documented included.
fn read_rest(payload: &PayloadModel, scope: &Scope<'_>) -> TokenStream {
    let ignored = scope.known(&known::IGNORED_ANY);
    if payload.rest.is_empty() {
        return quote!(while rest.next_entry::<#ignored, #ignored>()?.is_some() {});
    }
    let cow_str = scope.known(&known::COW_STR);
    let locals = payload.rest.iter().map(|field| {
        let local = local(field);
        match field.presence {
            Presence::Nullable => {
                let nullable = scope.known(&known::NULLABLE);
                quote!(let mut #local = #nullable::Absent;)
            }
            _ => quote!(let mut #local = None;),
        }
    });
    let reads = payload.rest.iter().map(|field| {
        let (wire, local) = (&field.wire, local(field));
        let value = read_value(&field.ty, &quote!(rest), scope);
        match field.presence {
            Presence::Required => quote!(#wire => #local = Some(#value)),
            _ => quote!(#wire => #local = #value),
        }
    });
    quote! {
        #(#locals)*
        while let Some(key) = rest.next_key::<#cow_str<'de>>()? {
            match &*key {
                #(#reads,)*
                _ => { rest.next_value::<#ignored>()?; }
            }
        }
    }
}

/// Reads the value of a key from a map.
pub(crate) fn read_value(ty: &Ty, map: &TokenStream, scope: &Scope<'_>) -> TokenStream {
    if ty.has_integers() {
        let of_integers = scope.known(&known::OF_INTEGERS);
        return quote!(#map.next_value::<#of_integers<_>>()?.0);
    }
    quote!(#map.next_value()?)
}

/// The variable of a field; those that `assemble` has already keep their names.
fn local(field: &Field) -> TokenStream {
    match field.ident.as_str() {
        taken @ ("rest" | "key" | "notification" | "item") => tokens(&format!("{taken}_")),
        ident => tokens(ident),
    }
}

fn notification_field(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let ident = tokens(&field.ident);
    let copy = if field.ty.is_copy() { quote!() } else { quote!(.clone()) };
    match field.presence {
        Presence::Required => {
            let missing = scope.missing_field(&format!("notification.{}", field.wire));
            quote!(#ident: notification.fields.#ident #copy.ok_or_else(|| #missing)?)
        }
        _ => quote!(#ident: notification.fields.#ident #copy),
    }
}

fn subtype(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let (ident, ty) = (tokens(&field.ident), scope.ty(&field.ty));
    match field.presence {
        Presence::Required => {
            let missing = scope.missing_field("subtype");
            quote!(#ident: item.subtype.as_deref().map(#ty::from).ok_or_else(|| #missing)?)
        }
        _ => quote!(#ident: item.subtype.as_deref().map(#ty::from)),
    }
}
