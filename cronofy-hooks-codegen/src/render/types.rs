//! Shared objects and request bodies: plain serde types.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Constant, Construction, Endpoint, Field, Member, Presence, Struct, Ty, TypeDef};
use crate::render::builder::builder;
use crate::render::debug::{ShownField, masked_debug};
use crate::render::docs::docs;
use crate::render::known;
use crate::render::open_enum::open_enum;
use crate::render::payload::read_value;
use crate::render::scope::{Scope, tokens};
use crate::render::source::Piece;

pub(crate) fn type_def(def: &TypeDef, scope: &Scope<'_>) -> Piece {
    match def {
        TypeDef::Struct(object) => Piece::Items(object_type(object, scope)),
        TypeDef::OpenEnum(open) => open_enum(open, scope),
        TypeDef::List { title, description, page, item } => {
            let name = format_ident!("{title}");
            let about = docs(description.as_deref(), "A list.", page.as_deref());
            let (list, item) = (scope.known(&known::VEC), scope.ty(item));
            Piece::Items(quote!(#about pub type #name = #list<#item>;))
        }
    }
}

fn object_type(object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", object.title);
    let description = object.description.as_deref().unwrap_or("An object.");
    let description = match &object.endpoint {
        Some(Endpoint { method, path }) => format!("{description}\n\nRequest: `{method} {path}`"),
        None => description.to_owned(),
    };
    let about = docs(Some(&description), "", object.page.as_deref());
    let is_received = matches!(object.construction, Construction::Fields);
    let shown: Vec<_> = object.members.iter().map(ShownField::from).collect();
    let debug = masked_debug(&object.title, &shown, scope);
    let mut traits = vec![&known::CLONE];
    traits.extend(debug.is_none().then_some(&known::DEBUG));
    // What is sent needs what its constructors take.
    traits.extend((is_received || object.is_empty_allowed()).then_some(&known::DEFAULT));
    traits.extend([&known::PARTIAL_EQ, &known::SERIALIZE]);
    let derive_reading = (!is_received).then(|| derive_reading_back(scope));
    let derive = derive(scope, &traits);
    // A type that is sent has private fields, so that fields can be added later; and rustc names its constructors when
    // a user writes a literal of it.
    let is_open = is_received || object.members.is_empty();
    let non_exhaustive = is_open.then(|| quote!(#[non_exhaustive]));
    let deserialize = is_received.then(|| read_by_field(object, scope));
    let must_use = (!is_received).then(|| quote!(#[must_use = "it does nothing until it is sent"]));
    let builder = builder(object, scope);
    let serde_crate = scope.serde_crate();
    let members = object.members.iter().map(|member| match member {
        Member::Field(field) => object_field(field, is_received, scope),
        Member::Constant(constant) => constant_field(constant, is_received),
    });
    let constants = object.members.iter().filter_map(|member| match member {
        Member::Constant(constant) => Some(constant_type(constant, is_received, scope)),
        Member::Field(_) => None,
    });
    quote! {
        #about
        #derive
        #derive_reading
        #serde_crate
        #non_exhaustive
        #must_use
        pub struct #name { #(#members,)* }

        #debug

        #builder

        #deserialize

        #(#constants)*
    }
}

fn derive(scope: &Scope<'_>, traits: &[&known::Known]) -> TokenStream {
    let traits = traits.iter().map(|known| scope.known(known));
    quote!(#[derive(#(#traits),*)])
}

/// `Deserialize` of what is sent. In the crate of the types it is part of a feature: a receiver never reads a request,
/// and serde's derive is half of what the types of requests cost the compiler.
fn derive_reading_back(scope: &Scope<'_>) -> TokenStream {
    match scope.user() {
        Some(_) => derive(scope, &[&known::DESERIALIZE]),
        None => quote!(#[cfg_attr(feature = "client", derive(serde::Deserialize))]),
    }
}

/// What is received is read into its default. The required fields have the first numbers.
fn read_by_field(object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", object.title);
    let (required, optional): (Vec<_>, Vec<_>) = object.members.iter().map(MemberOf::of).partition(|of| of.required);
    let members = || required.iter().chain(&optional);
    let wires: Vec<_> = members().map(|member| member.wire).collect();
    let numbers: Vec<_> = (0..wires.len()).map(Literal::usize_unsuffixed).collect();
    let required = &wires[..required.len()];
    let reads = members().map(|member| {
        let (ident, map) = (tokens(member.ident), quote!(map));
        let value = member.ty.map_or_else(|| quote!(map.next_value()?), |ty| read_value(ty, &map, scope));
        quote!(self.#ident = #value)
    });
    let (deserialize, deserializer) = (scope.known(&known::DESERIALIZE), scope.known(&known::DESERIALIZER));
    let (map_access, ignored) = (scope.known(&known::MAP_ACCESS), scope.known(&known::IGNORED_ANY));
    let (option, result, wire) = (scope.known(&known::OPTION), scope.known(&known::RESULT), scope.known(&known::WIRE));
    quote! {
        impl #wire::Fields for #name {
            const REQUIRED: &'static [&'static str] = &[#(#required),*];

            fn field(key: &str) -> #option<usize> {
                match key {
                    #(#wires => Some(#numbers),)*
                    _ => None,
                }
            }

            fn read<'de, A: #map_access<'de>>(
                &mut self,
                field: #option<usize>,
                map: &mut A,
            ) -> #result<(), A::Error> {
                match field {
                    #(Some(#numbers) => #reads,)*
                    _ => { map.next_value::<#ignored>()?; }
                }
                Ok(())
            }
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                #wire::deserialize_fields(deserializer)
            }
        }
    }
}

/// What reading needs to know of a member.
struct MemberOf<'m> {
    wire: &'m str,
    ident: &'m str,
    ty: Option<&'m Ty>,
    required: bool,
}

impl<'m> MemberOf<'m> {
    fn of(member: &'m Member) -> Self {
        match member {
            Member::Field(Field { wire, ident, ty, presence, .. }) => {
                Self { wire, ident, ty: Some(ty), required: *presence == Presence::Required }
            }
            Member::Constant(Constant { wire, ident, required, .. }) => {
                Self { wire, ident, ty: None, required: *required }
            }
        }
    }
}

fn object_field(field: &Field, is_received: bool, scope: &Scope<'_>) -> TokenStream {
    // The setters describe what is sent. Constructors that are written by hand are in the same crate.
    let (about, visibility) = match is_received {
        true => (field_docs(field), quote!(pub)),
        false => (TokenStream::new(), quote!(pub(crate))),
    };
    let ident = tokens(&field.ident);
    let ty = scope.field_ty(&field.ty, field.presence);
    let mut attributes = Vec::new();
    attributes.extend(rename(&field.ident, &field.wire));
    if field.ty.has_integers() && !is_received {
        let read = format!("{}::read_integers", scope.known_in_full(&known::WIRE));
        let default = (field.presence == Presence::Optional).then(|| quote!(default,));
        attributes.push(quote!(#default deserialize_with = #read));
    }
    match field.presence {
        Presence::Required => {}
        Presence::Optional => {
            let skip = format!("{}::is_none", scope.known_text(&known::OPTION));
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        Presence::Nullable => {
            let skip = format!("{}::is_absent", scope.known_text(&known::NULLABLE));
            let default = (!is_received).then(|| quote!(default,));
            attributes.push(quote!(#default skip_serializing_if = #skip));
        }
    }
    let attributes = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    quote!(#about #attributes #visibility #ident: #ty)
}

pub(crate) fn field_docs(field: &Field) -> TokenStream {
    docs(field.description.as_deref(), &format!("`{}`.", field.wire), None)
}

/// serde already takes the `r#` away.
pub(crate) fn rename(ident: &str, wire: &str) -> Option<TokenStream> {
    (ident.trim_start_matches("r#") != wire).then(|| quote!(rename = #wire))
}

/// Private: there is nothing to choose. serde's `tag` would write the constant and not check it.
fn constant_field(constant: &Constant, is_received: bool) -> TokenStream {
    let ident = tokens(&constant.ident);
    let ty = format_ident!("{}", constant.type_name);
    let mut attributes = Vec::new();
    attributes.extend(rename(&constant.ident, &constant.wire));
    if !constant.required && !is_received {
        attributes.push(quote!(default));
    }
    let attributes = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    quote!(#attributes #ident: #ty)
}

fn constant_type(constant: &Constant, is_received: bool, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", constant.type_name);
    let variant = format_ident!("{}", constant.variant);
    let value = &constant.value;
    let about = format!(" The only value of `{}`: written, and checked when reading.", constant.wire);
    let traits = [&known::CLONE, &known::COPY, &known::DEBUG, &known::DEFAULT, &known::PARTIAL_EQ, &known::EQ];
    let derive_reading = match is_received {
        true => derive(scope, &[&known::DESERIALIZE]),
        false => derive_reading_back(scope),
    };
    let derive = derive(scope, &[&traits[..], &[&known::SERIALIZE]].concat());
    let serde_crate = scope.serde_crate();
    quote! {
        #[doc = #about]
        #derive
        #derive_reading
        #serde_crate
        enum #name {
            #[default]
            #[serde(rename = #value)]
            #variant,
        }
    }
}
