//! Tokens for a list.
//!
//! Every item is imported under a name of its own: `use calendars::sync as __1`. A handler is both
//! a function and a module of the same name, and an import takes whichever of the two exist. A function
//! without the attribute has no module of its name, so the module `__1` then comes from the surrounding
//! block, where `__1` is `not_a_handler`. This is how a plain function gets our own message. A type gets it
//! too: `__1::Handler` is then the constant of the trait `NotAFunction`.
//!
//! rustc has a poor message for an import of a single name that does not exist, and a good one for a
//! value. So a single name is used as a value first. A value of the same name lets its import
//! succeed, so that only the first of the two messages appears.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::syntax::{HandlerList, ListedHandler};
use crate::pairs::pairs;
use crate::respan::{ends, over};

pub(super) fn expand(list: &HandlerList) -> TokenStream {
    let krate = &list.krate;
    let private = quote!(#krate::__private);
    let items: Vec<ImportedHandler<'_>> =
        (0..list.handlers.len()).map(|index| ImportedHandler::new(&list.handlers, index)).collect();

    let reads = items.iter().filter(|item| item.is_read()).map(ImportedHandler::read);
    let found = items.iter().filter_map(|item| item.path.get_ident()).map(|name| quote!(use #private::FOUND as #name;));
    let left_out = items.iter().map(ImportedHandler::left_out);
    let unhandled = items.iter().map(|ImportedHandler { name, .. }| quote!(use #private::not_a_handler as #name;));
    let imports = items.iter().map(ImportedHandler::import);
    let descriptors = items.iter().map(|item| item.in_list(item.passed_to(&format_ident!("__descriptor"))));
    let states = pairs(items.iter().map(|item| item.passed_to(&format_ident!("__states_of"))).collect());
    let names = items.iter().map(|item| item.in_list(item.text));
    let checks = items.iter().map(|item| item.checks(list.open));
    // The error is at the last handler, because the user would add the next one there.
    let complete = quote!(__everything_is_handled(__LIST));
    let complete = list.handlers.last().map_or(complete.clone(), |last| over(&last.path, complete));
    let complete = (!list.open).then(|| quote!(const _: () = #complete;));
    // Each handler's check needs `__FIRST`, and that needs `__READ`: rustc evaluates none if a name does not exist.
    quote! {{
        const __READ: () = { #(#reads)* };
        #[allow(non_upper_case_globals, unused_imports, dead_code)]
        {
            #(#found)*
            #(#unhandled)*
            {
                #(#imports)*
                use #private::{
                    NotAFunction as _, descriptor as __descriptor, everything_is_handled as __everything_is_handled,
                    one_handler_per_route as __one_handler_per_route,
                    other_subtypes_are_handled as __other_subtypes_are_handled, states_of as __states_of,
                };
                #(#left_out)*
                const __LIST: &[#private::Descriptor] = &[#(#descriptors),*];
                const __NAMES: &[&#private::str] = &[#(#names),*];
                const __FIRST: &[#private::usize] = {
                    __READ;
                    &#private::first_of_each_route::<{ __LIST.len() }>(__LIST)
                };
                #(#checks)*
                #complete
                #private::Handlers::of(__LIST, &#states)
            }
        }
    }}
}

/// A handler of the list, and the name under which it is imported.
struct ImportedHandler<'l> {
    path: &'l Path,
    text: &'l str,
    conditions: &'l [TokenStream],
    name: Ident,
    index: usize,
    /// Its index in the compiled list, as an expression: a `#[cfg]` can leave out handlers before it.
    place: TokenStream,
}

impl<'l> ImportedHandler<'l> {
    fn new(list: &'l [ListedHandler], index: usize) -> Self {
        let ListedHandler { path, text, conditions } = &list[index];
        let before = list[..index].iter().enumerate().filter(|(_, item)| !item.conditions.is_empty());
        let left_out = before.map(|(index, _)| left_out(index));
        Self { path, text, conditions, name: format_ident!("__{index}"), index, place: quote!(#index #(- #left_out)*) }
    }

    /// The tokens, under the conditions of the item.
    fn in_list(&self, tokens: impl ToTokens) -> TokenStream {
        let conditions = self.conditions;
        quote!(#(#[cfg(#conditions)])* #tokens)
    }

    /// A constant with the number of entries, 0 or 1, that are missing because of the conditions.
    fn left_out(&self) -> TokenStream {
        let (conditions, name) = (self.conditions, left_out(self.index));
        if conditions.is_empty() {
            return TokenStream::new();
        }
        quote! {
            #[cfg(all(#(#conditions),*))]
            const #name: usize = 0;
            #[cfg(not(all(#(#conditions),*)))]
            const #name: usize = 1;
        }
    }

    /// Whether it is a single name of a function. A name with a capital letter is a type and has no value.
    fn is_read(&self) -> bool {
        self.path.get_ident().is_some_and(|name| !name.to_string().starts_with(char::is_uppercase))
    }

    fn read(&self) -> TokenStream {
        let path = self.path;
        self.in_list(quote!(let _ = #path;))
    }

    fn import(&self) -> TokenStream {
        let Self { path, name, .. } = self;
        let (begin, end) = ends(path);
        let name = format_ident!("{name}", span = end);
        let (open, name) = (quote_spanned!(begin=> use), quote_spanned!(end=> as #name;));
        self.in_list(quote!(#open #path #name))
    }

    /// The type in its companion as the argument of a function.
    fn passed_to(&self, function: &Ident) -> TokenStream {
        let handler = &self.name;
        over(self.path, quote!(#function(&#handler::Handler)))
    }

    fn checks(&self, open: bool) -> TokenStream {
        let place = &self.place;
        let route = over(self.path, quote!(__one_handler_per_route(__LIST, __NAMES, __FIRST, #place)));
        let subtypes = over(self.path, quote!(__other_subtypes_are_handled(__LIST, __NAMES, #place)));
        // One call where one is enough: rustc checks and evaluates a constant for each handler.
        let checks = if open { route } else { quote!({ #route; #subtypes }) };
        self.in_list(quote!(const _: () = #checks;))
    }
}

fn left_out(index: usize) -> Ident {
    format_ident!("__LEFT_OUT_{index}")
}
