//! Payload types: the struct, and how it is put together from the parts of a body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, Payload, Presence};
use crate::render::docs::docs;
use crate::render::known;
use crate::render::scope::{Scope, tokens};
use crate::render::serialize::serialize;
use crate::render::source::Piece;
use crate::render::types::{field_docs, type_def};

/// The payload type, and the types that its schema defines inline.
pub(crate) fn payload(payload: &Payload, scope: &Scope<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Items(quote_payload(payload, scope))];
    pieces.extend(payload.types.iter().map(|def| type_def(def, scope)));
    pieces
}

impl Payload {
    /// In the order of the struct.
    fn all_fields(&self) -> impl Iterator<Item = &Field> {
        self.told.iter().chain(self.subtype.as_ref().map(|subtype| &subtype.field)).chain(&self.rest)
    }
}

fn quote_payload(payload: &Payload, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", payload.title);
    let otherwise = format!("The {} `{}`.", payload.kind, payload.name);
    let about = docs(payload.description.as_deref(), &otherwise, payload.page.as_deref());
    let traits = [&known::CLONE, &known::DEBUG, &known::DEFAULT, &known::PARTIAL_EQ].map(|known| scope.known(known));
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
    let told = payload.told.iter().map(|field| &field.wire);
    let assemble = assemble(payload, scope);

    let deserialize = scope.known(&known::DESERIALIZE);
    let deserializer = scope.known(&known::DESERIALIZER);
    let result = scope.known(&known::RESULT);
    let wire = scope.known(&known::WIRE);
    let serialize = serialize(payload, scope);
    quote! {
        #about
        #[derive(#(#traits),*)]
        #[non_exhaustive]
        pub struct #name { #(#members,)* }

        impl #trait_name for #name {
            const ROUTE: #route = #route::#kind(#wire_name);

            const TOLD: &'static [&'static str] = &[#(#told),*];

            type Fields = #fields;

            #assemble
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                #wire::deserialize(deserializer)
            }
        }

        #serialize
    }
}

fn assemble(payload: &Payload, scope: &Scope<'_>) -> TokenStream {
    let map_access = scope.known(&known::MAP_ACCESS);
    let notification_type = scope.known(&known::NOTIFICATION);
    let item_type = scope.known(&known::ITEM);
    let result = scope.known(&known::RESULT);
    let fields = scope.fields();

    let notification = if payload.told.is_empty() { quote!(_notification) } else { quote!(notification) };
    let item = if payload.subtype.is_none() { quote!(_item) } else { quote!(item) };
    let read_rest = read_rest(payload, scope);
    let told = payload.told.iter().map(|field| told(field, scope));
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
            Ok(Self { #(#told,)* #(#subtype,)* #(#rest,)* })
        }
    }
}

/// Reads every other key of the body, those that nobody documented included.
fn read_rest(payload: &Payload, scope: &Scope<'_>) -> TokenStream {
    let ignored = scope.known(&known::IGNORED_ANY);
    if payload.rest.is_empty() {
        return quote!(while rest.next_entry::<#ignored, #ignored>()?.is_some() {});
    }
    let text = scope.known(&known::TEXT);
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
        match field.presence {
            Presence::Required => quote!(#wire => #local = Some(rest.next_value()?)),
            _ => quote!(#wire => #local = rest.next_value()?),
        }
    });
    quote! {
        #(#locals)*
        while let Some(key) = rest.next_key::<#text<'de>>()? {
            match &*key {
                #(#reads,)*
                _ => { rest.next_value::<#ignored>()?; }
            }
        }
    }
}

/// The variable of a field; those that `assemble` has already keep their names.
fn local(field: &Field) -> TokenStream {
    match field.ident.as_str() {
        taken @ ("rest" | "key" | "notification" | "item") => tokens(&format!("{taken}_")),
        ident => tokens(ident),
    }
}

fn told(field: &Field, scope: &Scope<'_>) -> TokenStream {
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
