//! What makes a request: where it goes, its constructors, and a setter for everything else.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Construction, Constructor, Field, Member, Presence, Struct, Ty};
use crate::render::docs::{docs, escape};
use crate::render::known;
use crate::render::scope::{Scope, tokens};

/// Methods of the traits of operators that a setter can be taken for.
const OPERATORS: [&str; 10] = ["add", "sub", "mul", "div", "rem", "shl", "shr", "bitand", "bitor", "bitxor"];

/// The inherent items of a type that is sent; nothing for one that is received.
pub(crate) fn builder(object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", object.title);
    let endpoint = object.endpoint.iter().map(|endpoint| {
        let (method, path) = (&endpoint.method, &endpoint.path);
        quote! {
            /// The method of the request.
            pub const METHOD: &'static str = #method;
            /// The path of the request. A name in braces stands for an id.
            pub const PATH: &'static str = #path;
        }
    });
    let constructors = match &object.construction {
        Construction::Builder(constructors) => &constructors[..],
        Construction::Fields | Construction::ByHand => &[],
    };
    let constructors = constructors.iter().map(|one| constructor(one, object, scope));
    let setters = object.setters().map(|field| setter(field, scope));
    let items: TokenStream = endpoint.chain(constructors).chain(setters).collect();
    if items.is_empty() { items } else { quote!(impl #name { #items }) }
}

fn constructor(constructor: &Constructor, object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = format_ident!("{}", constructor.name);
    let is_parameter = |field: &Field| constructor.parameters.contains(&field.wire);
    let described = object.fields().filter(|field| is_parameter(field));
    let described = described.map(|field| {
        let text = field.description.as_deref().map_or_else(String::new, |text| format!(": {}", escape(text)));
        format!(" - `{}`{text}", field.wire)
    });
    let article = if object.title.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    let from = match constructor.parameters.is_empty() {
        true => "with nothing set",
        false => "from what the service requires",
    };
    let otherwise = format!("Makes {article} `{}` {from}.", object.title);
    let about = docs(constructor.description.as_deref(), &otherwise, None);
    let described: Vec<_> = described.collect();
    let described = (!described.is_empty()).then(|| quote!(#[doc = ""] #(#[doc = #described])*));
    let parameters = object.fields().filter(|field| is_parameter(field)).map(|field| {
        let (ident, ty) = (tokens(&field.ident), parameter_ty(field, scope));
        quote!(#ident: #ty)
    });
    let members = object.members.iter().map(|member| match member {
        Member::Constant(constant) => {
            let (ident, ty) = (tokens(&constant.ident), format_ident!("{}", constant.type_name));
            let variant = format_ident!("{}", constant.variant);
            quote!(#ident: #ty::#variant)
        }
        Member::Field(field) => {
            let ident = tokens(&field.ident);
            let value = parameter_value(field);
            match (is_parameter(field), field.presence) {
                (true, Presence::Optional) => quote!(#ident: Some(#value)),
                (true, _) if value.to_string() == ident.to_string() => ident,
                (true, _) => quote!(#ident: #value),
                (false, Presence::Nullable) => {
                    let nullable = scope.known(&known::NULLABLE);
                    quote!(#ident: #nullable::Absent)
                }
                (false, _) => quote!(#ident: None),
            }
        }
    });
    quote! {
        #about
        #described
        pub fn #name(#(#parameters),*) -> Self { Self { #(#members),* } }
    }
}

fn setter(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let (ident, name) = (tokens(&field.ident), tokens(field.setter()));
    let is_operator = OPERATORS.contains(&field.setter());
    let allowed =
        is_operator.then(|| quote!(#[allow(clippy::should_implement_trait, reason = "it is the name of the field")]));
    let (text, otherwise) = (field.description.as_deref(), format!("Sets `{}`.", field.wire));
    if let (Ty::List(item), Presence::Optional) = (&field.ty, field.presence) {
        let ty = into(item, scope);
        let value = converted(item, &name);
        let about = docs(Some(&format!("{} Each call adds one.", text.unwrap_or(&otherwise))), "", None);
        return quote! {
            #about
            #allowed
            pub fn #name(mut self, #name: #ty) -> Self {
                self.#ident.get_or_insert_default().push(#value);
                self
            }
        };
    }
    let about = docs(text, &otherwise, None);
    let (ty, value) = (into(&field.ty, scope), converted(&field.ty, &name));
    if field.presence == Presence::Nullable {
        let nullable = scope.known(&known::NULLABLE);
        let unsetter = format_ident!("{}", field.unsetter());
        let about_null = format!(" Sends `null` for `{}`.", field.wire);
        return quote! {
            #about
            #allowed
            pub fn #name(mut self, #name: #ty) -> Self {
                self.#ident = #nullable::Value(#value);
                self
            }
            #[doc = #about_null]
            pub fn #unsetter(mut self) -> Self {
                self.#ident = #nullable::Null;
                self
            }
        };
    }
    quote! {
        #about
        #allowed
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

/// A constructor takes a whole list.
fn parameter_ty(field: &Field, scope: &Scope<'_>) -> TokenStream {
    match (&field.ty, field.presence) {
        (_, Presence::Nullable) => {
            let (trait_name, ty) = (scope.known(&known::INTO), scope.field_ty(&field.ty, field.presence));
            quote!(impl #trait_name<#ty>)
        }
        (Ty::List(item), _) => {
            let (list, item) = (scope.known(&known::INTO_ITERATOR), into(item, scope));
            quote!(impl #list<Item = #item>)
        }
        (ty, _) => into(ty, scope),
    }
}

fn parameter_value(field: &Field) -> TokenStream {
    let ident = tokens(&field.ident);
    match (&field.ty, field.presence) {
        (_, Presence::Nullable) => quote!(#ident.into()),
        (Ty::List(item), _) if item.is_copy() => quote!(#ident.into_iter().collect()),
        (Ty::List(_), _) => quote!(#ident.into_iter().map(|item| item.into()).collect()),
        (ty, _) => converted(ty, &ident),
    }
}

fn into(ty: &Ty, scope: &Scope<'_>) -> TokenStream {
    let bare = scope.ty(ty);
    if ty.is_copy() {
        return bare;
    }
    let trait_name = scope.known(&known::INTO);
    quote!(impl #trait_name<#bare>)
}

fn converted(ty: &Ty, value: &TokenStream) -> TokenStream {
    if ty.is_copy() { value.clone() } else { quote!(#value.into()) }
}
