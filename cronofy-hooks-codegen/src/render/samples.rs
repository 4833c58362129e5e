//! The samples of cronofy-hooks-contract.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Model, SampleModel};
use crate::render::scope::tokens;
use crate::render::source::{self, Piece};

pub(crate) fn samples(model: &Model) -> String {
    let samples = model.samples.iter().map(sample);
    let items = quote! {
        use cronofy_hooks_types::route::Route;
        use super::Sample;

        pub(super) const SAMPLES: &[Sample] = &[#(#samples),*];
    };
    source::file("schemas/samples/", "The documented deliveries, and a body for every case.", vec![Piece::Items(items)])
}

fn sample(sample: &SampleModel) -> TokenStream {
    let SampleModel { name, kind, route, .. } = sample;
    let kind = format_ident!("{}", kind.as_str());
    let page = match &sample.page {
        Some(page) => quote!(Some(#page)),
        None => quote!(None),
    };
    let subtype = sample.subtype.iter();
    let (head, body) = (raw(&sample.head), raw(&sample.body));
    quote! {
        Sample {
            name: #name,
            page: #page,
            route: Route::#kind(#route)#(.with_subtype(#subtype))*,
            head: #head,
            body: #body,
        }
    }
}

/// A literal that shows the text as it is in the file.
pub(crate) fn raw(text: &str) -> TokenStream {
    if text.is_empty() || text.contains('\r') {
        return quote!(#text);
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    tokens(&format!("r{hashes}\"{text}\"{hashes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_any_text() {
        for text in ["", "a\nb", r##"a "# b"##, "a\r\nb", "{\"a\": 1}"] {
            let literal: syn::LitStr = syn::parse2(raw(text)).expect("a literal");
            assert_eq!(literal.value(), text);
        }
    }
}
