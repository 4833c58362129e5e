//! `DocumentedFields`: what the schemas together read from `notification`.

use quote::quote;

use crate::model::{Model, Presence};
use crate::render::debug::{ShownField, masked_debug};
use crate::render::known;
use crate::render::payload::read_value;
use crate::render::scope::{Scope, tokens};
use crate::render::source::Piece;
use crate::render::types::field_docs;

pub(crate) fn fields(model: &Model, scope: &Scope<'_>) -> Piece {
    let is_eq = model.fields.iter().all(|field| field.ty.is_eq());
    let shown: Vec<_> = model.fields.iter().map(ShownField::from).collect();
    let name = scope.fields();
    let debug = masked_debug(&name.to_string(), &shown, scope);
    let mut traits = vec![&known::CLONE];
    traits.extend(debug.is_none().then_some(&known::DEBUG));
    traits.extend([&known::DEFAULT, &known::PARTIAL_EQ]);
    traits.extend(is_eq.then_some(&known::EQ));
    let traits = traits.into_iter().map(|known| scope.known(known));
    let members = model.fields.iter().map(|field| {
        let about = field_docs(field);
        let ident = tokens(&field.ident);
        let ty = scope.field_ty(&field.ty, Presence::Optional);
        quote!(#about pub #ident: #ty)
    });
    let reads = model.fields.iter().map(|field| {
        let (wire, ident) = (&field.wire, tokens(&field.ident));
        let value = read_value(&field.ty, &quote!(map), scope);
        quote!(#wire => self.#ident = #value)
    });
    let wire = scope.known(&known::WIRE);
    let map_access = scope.known(&known::MAP_ACCESS);
    let result = scope.known(&known::RESULT);
    let (key, map, body) = match model.fields.is_empty() {
        true => (quote!(_key), quote!(_map), quote!(Ok(false))),
        false => (quote!(key), quote!(map), quote!(match key { #(#reads,)* _ => return Ok(false), } Ok(true))),
    };
    Piece::Items(quote! {
        /// What some notifications hold beside their type.
        #[derive(#(#traits),*)]
        pub struct #name { #(#members,)* }

        #debug

        impl #wire::NotificationFields for #name {
            fn read<'de, A: #map_access<'de>>(&mut self, #key: &str, #map: &mut A) -> #result<bool, A::Error> {
                #body
            }
        }
    })
}
