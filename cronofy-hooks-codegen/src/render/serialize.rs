//! The encoding of a payload: the whole body, with the envelope that decoding takes away.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, Kind, Payload, Presence};
use crate::render::known;
use crate::render::scope::{Scope, tokens};
use crate::render::types::rename;

pub(crate) fn serialize(payload: &Payload, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", payload.title);
    let trait_name = scope.known(&known::SERIALIZE);
    let serializer = scope.known(&known::SERIALIZER);
    let result = scope.known(&known::RESULT);

    let mut body = Parts::default();
    let mut inner = TokenStream::new();
    if payload.kind != Kind::Callback {
        let told;
        (inner, told) = envelope(payload, scope);
        body.push(quote!(notification: Told<'a>), quote!(notification: #told));
    }
    for field in &payload.rest {
        body.push_field(field, scope);
    }
    let (body_type, body_value) = body.finish("Body", scope);
    quote! {
        impl #trait_name for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> #result<S::Ok, S::Error> {
                #inner
                #body_type
                #trait_name::serialize(&#body_value, serializer)
            }
        }
    }
}

/// The types of the `notification` object, and its value.
fn envelope(payload: &Payload, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let mut told = Parts::default();
    let mut item_type = TokenStream::new();
    match payload.kind.list() {
        None => told.push_type(&payload.name),
        Some(list) => {
            let mut item = Parts::default();
            item.push_type(&payload.name);
            if let Some(subtype) = &payload.subtype {
                item.push_field(&subtype.field, scope);
            }
            let item_value;
            (item_type, item_value) = item.finish("Occurrence", scope);
            let list = format_ident!("{list}");
            told.push_type("event_subscription");
            told.push(quote!(#list: [Occurrence<'a>; 1]), quote!(#list: [#item_value]));
        }
    }
    for field in &payload.told {
        told.push_field(field, scope);
    }
    let (told_type, told_value) = told.finish("Told", scope);
    (quote!(#item_type #told_type), told_value)
}

/// A struct that only exists to be encoded, and its value.
#[derive(Default)]
struct Parts {
    members: Vec<TokenStream>,
    values: Vec<TokenStream>,
}

impl Parts {
    fn push(&mut self, member: TokenStream, value: TokenStream) {
        self.members.push(member);
        self.values.push(value);
    }

    fn push_type(&mut self, name: &str) {
        self.push(quote!(r#type: &'a str), quote!(r#type: #name));
    }

    fn push_field(&mut self, field: &Field, scope: &Scope<'_>) {
        let ident = tokens(&field.ident);
        let ty = scope.field_ty(&field.ty, required_unless_nullable(field.presence));
        let rename = rename(&field.ident, &field.wire);
        let (ty, value) = match field.presence {
            Presence::Required => {
                let rename = rename.map(|rename| quote!(#[serde(#rename)]));
                return self.push(quote!(#rename #ident: &'a #ty), quote!(#ident: &self.#ident));
            }
            Presence::Optional => (ty, quote!(self.#ident.as_ref())),
            Presence::Nullable => (ty, quote!((!self.#ident.is_absent()).then_some(&self.#ident))),
        };
        let option = scope.known(&known::OPTION);
        let skip = format!("{}::is_none", scope.known_text(&known::OPTION));
        let rename = rename.map(|rename| quote!(#rename,));
        self.push(
            quote!(#[serde(#rename skip_serializing_if = #skip)] #ident: #option<&'a #ty>),
            quote!(#ident: #value),
        );
    }

    fn finish(self, name: &str, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
        let Self { members, values } = self;
        let name = format_ident!("{name}");
        let serialize = scope.known(&known::SERIALIZE);
        let serde_crate = scope.serde_crate();
        let ty = quote! {
            #[derive(#serialize)]
            #serde_crate
            struct #name<'a> { #(#members,)* }
        };
        (ty, quote!(#name { #(#values,)* }))
    }
}

const fn required_unless_nullable(presence: Presence) -> Presence {
    match presence {
        Presence::Nullable => Presence::Nullable,
        Presence::Required | Presence::Optional => Presence::Required,
    }
}
