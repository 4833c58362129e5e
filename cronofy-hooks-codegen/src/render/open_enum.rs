//! Open enumerations: only the variants are written, the rest is a macro of the library.

use quote::{format_ident, quote};

use crate::model::OpenEnum;
use crate::render::docs::docs;
use crate::render::scope::Scope;
use crate::render::source::Piece;

pub(crate) fn open_enum(open: &OpenEnum, scope: &Scope<'_>) -> Piece {
    let name = format_ident!("{}", open.title);
    let about = docs(open.description.as_deref(), "One of the documented values, or another one.", None);
    let variants = open.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let value = &variant.value;
        let about = docs(variant.description.as_deref(), &format!("`{value}`."), None);
        quote!(#about #ident = #value)
    });
    let item = quote! {
        #about
        pub enum #name { #(#variants,)* }
    };
    Piece::Macro { path: scope.open_enum(), item }
}
