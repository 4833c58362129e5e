//! The names that the attribute macro checks against.

use quote::{format_ident, quote};

use crate::model::Model;
use crate::render::source::{self, Piece};

pub(crate) fn catalogue(model: &Model) -> String {
    let entries = model.payloads.iter().map(|payload| {
        let kind = format_ident!("{}", payload.kind.variant());
        let (name, title) = (&payload.name, &payload.title);
        let subtypes = payload.subtype.iter().flat_map(|subtype| &subtype.values);
        quote!(DocumentedName { kind: RouteKind::#kind, name: #name, payload: #title, subtypes: &[#(#subtypes),*] })
    });
    let items = quote! {
        use super::{DocumentedName, RouteKind};

        pub(crate) const DOCUMENTED_NAMES: &[DocumentedName] = &[#(#entries),*];
    };
    source::file("schemas/", "The documented names.", vec![Piece::Items(items)])
}
