//! `Debug` of a type with personal fields: it shows whether they have a value, and not which.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Constant, Field, Member, Presence};
use crate::render::known;
use crate::render::scope::{Scope, tokens};

/// What is shown of one field.
pub(crate) struct ShownField<'m> {
    ident: &'m str,
    /// How a personal field may be left out.
    personal: Option<Presence>,
}

impl<'m> From<&'m Field> for ShownField<'m> {
    fn from(field: &'m Field) -> Self {
        Self { ident: &field.ident, personal: field.is_personal.then_some(field.presence) }
    }
}

impl<'m> From<&'m Member> for ShownField<'m> {
    fn from(member: &'m Member) -> Self {
        match member {
            Member::Field(field) => field.into(),
            Member::Constant(Constant { ident, .. }) => Self { ident, personal: None },
        }
    }
}

/// The implementation for a type; `None` where the derived one shows nothing personal.
pub(crate) fn masked_debug(name: &str, fields: &[ShownField<'_>], scope: &Scope<'_>) -> Option<TokenStream> {
    fields.iter().find(|field| field.personal.is_some())?;
    let (fmt, wire) = (scope.known(&known::FMT), scope.known(&known::WIRE));
    let shown = fields.iter().map(|ShownField { ident, personal }| {
        let (text, ident) = (ident.trim_start_matches("r#"), tokens(ident));
        let value = match personal {
            None => quote!(self.#ident),
            Some(Presence::Required) => quote!(#wire::Personal),
            Some(Presence::Optional) => quote!(self.#ident.as_ref().map(|_| #wire::Personal)),
            Some(Presence::Nullable) => quote!(self.#ident.as_option().map(|_| #wire::Personal)),
        };
        quote!(.field(#text, &#value))
    });
    let ident = format_ident!("{name}");
    Some(quote! {
        impl #fmt::Debug for #ident {
            fn fmt(&self, f: &mut #fmt::Formatter<'_>) -> #fmt::Result {
                f.debug_struct(#name) #(#shown)* .finish()
            }
        }
    })
}
