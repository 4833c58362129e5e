//! The schemas themselves, for the sandbox and the command line: a crate can only take along what is
//! inside it.

use quote::quote;

use crate::load::SchemaSet;
use crate::render::samples::raw;
use crate::render::source::{self, Piece};

pub(crate) fn schemas(set: &SchemaSet) -> String {
    let mut schemas: Vec<_> = set.schemas.iter().collect();
    schemas.sort();
    let schemas = schemas.into_iter().map(|schema| {
        let (name, text) = (schema.path.trim_end_matches(".json"), raw(&schema.text));
        quote!((#name, #text))
    });
    let items = quote! {
        /// By `kind/name`.
        pub(super) const SCHEMAS: &[(&str, &str)] = &[#(#schemas),*];
    };
    source::file("schemas/", "The schemas, as they are.", vec![Piece::Items(items)])
}
