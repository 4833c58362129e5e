//! The encoding of a payload: what its type adds to the envelope that the library writes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Field, PayloadModel, Presence};
use crate::render::known;
use crate::render::scope::{Scope, tokens};

/// The methods of `Payload` that write.
pub(crate) fn write_methods(payload: &PayloadModel, scope: &Scope<'_>) -> TokenStream {
    let option = scope.known(&known::OPTION);
    let subtype = payload.subtype.as_ref().map(|subtype| {
        let ident = tokens(&subtype.field.ident);
        let value = match subtype.field.presence {
            Presence::Required => quote!(Some(self.#ident.as_str())),
            _ => quote!(self.#ident.as_ref().map(|subtype| subtype.as_str())),
        };
        quote!(fn subtype(&self) -> #option<&str> { #value })
    });
    let notification = (!payload.notification_fields.is_empty())
        .then(|| write_method("write_notification", "notification", &payload.notification_fields, scope));
    let rest = write_method("write_rest", "body", &payload.rest, scope);
    quote!(#subtype #notification #rest)
}

fn write_method(method: &str, map: &str, fields: &[Field], scope: &Scope<'_>) -> TokenStream {
    let method = tokens(method);
    let map = if fields.is_empty() { tokens(&format!("_{map}")) } else { tokens(map) };
    let (result, serialize_map) = (scope.known(&known::RESULT), scope.known(&known::SERIALIZE_MAP));
    let entries = fields.iter().map(|field| {
        let (wire, ident) = (&field.wire, tokens(&field.ident));
        match field.presence {
            Presence::Required => quote!(#map.serialize_entry(#wire, &self.#ident)?;),
            Presence::Optional => {
                quote!(if let Some(value) = &self.#ident { #map.serialize_entry(#wire, value)?; })
            }
            Presence::Nullable => {
                quote!(if !self.#ident.is_absent() { #map.serialize_entry(#wire, &self.#ident)?; })
            }
        }
    });
    quote! {
        fn #method<M: #serialize_map>(&self, #map: &mut M) -> #result<(), M::Error> {
            #(#entries)*
            Ok(())
        }
    }
}
