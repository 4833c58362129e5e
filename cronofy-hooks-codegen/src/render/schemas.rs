//! The schemas themselves, in cronofy-hooks-contract: a published crate holds only files of its own folder.

use quote::quote;

use crate::load::{SchemaSet, SourceFile};
use crate::render::samples::raw;
use crate::render::source::{self, Piece};

pub(crate) fn schemas(set: &SchemaSet) -> String {
    // What is sent first, then what is asked for, then what is answered, then what all are made of.
    const FOLDERS: [&str; 7] =
        ["notification", "interaction", "transition", "callback", "request", "response", "shared"];
    let folder = |schema: &SourceFile| FOLDERS.iter().position(|folder| schema.path.starts_with(folder));
    let mut schemas: Vec<_> = set.schemas.iter().collect();
    schemas.sort_by_key(|schema| (folder(schema), &schema.path));
    let schemas = schemas.into_iter().map(|schema| {
        let (name, text) = (schema.path.trim_end_matches(".json"), raw(&schema.text));
        quote!((#name, #text))
    });
    let items = quote! {
        /// By `kind/name`: notifications, interactions, transitions, callbacks, requests, responses, and shared parts.
        pub(super) const SCHEMAS: &[(&str, &str)] = &[#(#schemas),*];
    };
    source::file("schemas/", "The schemas, as they are.", vec![Piece::Items(items)])
}
