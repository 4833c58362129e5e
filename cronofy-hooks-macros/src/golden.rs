//! Compares expansions, formatted, with the files in `golden`. `BLESS=1` records them anew.
//!
//! `tests/ui` compiles the recorded expansions.

use std::path::Path;
use std::{env, fs};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

#[test]
fn expansions_are_as_recorded() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut inputs: Vec<_> = fs::read_dir(golden.join("input")).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    for input in inputs {
        let name = input.file_name().unwrap();
        let expanded = expanded(&fs::read_to_string(&input).unwrap());
        // `tests/ui` compiles the folder `expanded`, and this one does not compile.
        let folder = if name == "recovered.rs" { "recovered" } else { "expanded" };
        let recorded = golden.join(folder).join(name);
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::write(&recorded, &expanded).unwrap();
        }
        let recorded = fs::read_to_string(&recorded).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(expanded, recorded, "{}: read the difference, then run with BLESS=1", name.display());
    }
}

/// The file with its macros expanded.
fn expanded(input: &str) -> String {
    let file: syn::File = syn::parse2(expand_items(&input.parse().unwrap())).unwrap();
    format!(
        "// @generated from golden/input by the tests of the macros. Do not edit.\n\n{}",
        prettyplease::unparse(&file)
    )
}

/// Expands an attribute that stands directly above a function, and every list.
fn expand_items(tokens: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut done = TokenStream::new();
    let mut rest = tokens.as_slice();
    while let Some(token) = rest.first() {
        if let [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] = rest
            && hash.as_char() == '#'
            && let Some(options) = options(attribute)
        {
            // An item ends with its body.
            let is_body =
                |token: &TokenTree| matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace);
            let end = rest.iter().position(is_body).unwrap() + 1;
            let before = doc_before(&mut done);
            let item: TokenStream = rest[2..end].iter().cloned().collect();
            done.extend(crate::handler::expand_handler(options, &quote!(#before #item)));
            rest = &rest[end..];
        } else if let [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(items), ..] = rest
            && name == "handlers"
            && bang.as_char() == '!'
        {
            let items = items.stream();
            done.extend(crate::list::expand_list(quote!([::cronofy_hooks] #items)));
            rest = &rest[3..];
        } else {
            done.extend([match token {
                TokenTree::Group(group) => Group::new(group.delimiter(), expand_items(&group.stream())).into(),
                token => token.clone(),
            }]);
            rest = &rest[1..];
        }
    }
    done
}

/// The options, if it is the attribute.
fn options(attribute: &Group) -> Option<TokenStream> {
    let path_and_options = syn::parse2::<syn::Meta>(attribute.stream()).ok()?;
    let is_ours = path_and_options.path().segments.last()?.ident == "cronofy_handler";
    match path_and_options {
        syn::Meta::List(list) if is_ours => Some(list.tokens),
        _ => None,
    }
}

/// Removes the attributes above the macro's own from the finished tokens: rustc passes them to the macro.
fn doc_before(done: &mut TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = std::mem::take(done).into_iter().collect();
    let mut begin = tokens.len();
    while begin >= 2
        && matches!(&tokens[begin - 2], TokenTree::Punct(hash) if hash.as_char() == '#')
        && matches!(&tokens[begin - 1], TokenTree::Group(attribute) if attribute.delimiter() == Delimiter::Bracket)
    {
        begin -= 2;
    }
    let before = tokens.split_off(begin).into_iter().collect();
    done.extend(tokens);
    before
}
