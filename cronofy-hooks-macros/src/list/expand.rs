//! Tokens for a list.
//!
//! Every item is imported under a name of its own: `use calendars::sync as __1`. An import takes
//! what there is of a name, so a function that the attribute has not seen leaves the type to the
//! scope around the imports, where `__1` stands for "no handler". That is how a plain function
//! gets a message of ours. An import of a single name that is nowhere would get a poor message, so
//! such a name is read as a value first, and a constant makes sure that its import finds something.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::syntax::{List, Listed, written};
use crate::pairs::pairs;
use crate::respan::{ends, over};

pub(super) fn expand(list: &List) -> TokenStream {
    let krate = &list.krate;
    let private = quote!(#krate::__private);
    let items: Vec<Item<'_>> = (0..list.handlers.len()).map(|index| Item::new(&list.handlers, index)).collect();

    let reads = items.iter().filter(|item| item.is_read()).map(Item::read);
    let found = items.iter().filter_map(|item| item.path.get_ident()).map(|name| quote!(const #name: () = ();));
    let left_out = items.iter().map(Item::left_out);
    let unhandled = items.iter().map(|Item { name, .. }| quote!(use #private::NotAHandler as #name;));
    let imports = items.iter().map(Item::import);
    let descriptors = items.iter().map(|item| item.in_list(&item.of_handler(&format_ident!("DESCRIPTOR"))));
    let states = pairs(items.iter().map(|item| item.of_handler(&format_ident!("States"))).collect());
    let names = items.iter().map(|item| item.in_list(&written(item.path)));
    let checks = items.iter().map(|item| item.checks(list.open));
    // The last handler is where the next one would be written.
    let complete = quote!(__everything_is_handled(__LIST));
    let complete = list.handlers.last().map_or(complete.clone(), |last| over(&last.path, complete));
    let complete = (!list.open).then(|| quote!(const _: () = #complete;));
    quote! {{
        #(#reads)*
        #[allow(non_upper_case_globals, unused_imports, dead_code)]
        {
            #(#found)*
            #(#unhandled)*
            {
                #(#imports)*
                use #private::{
                    Handler as __Handler, everything_is_handled as __everything_is_handled,
                    one_handler_per_route as __one_handler_per_route,
                    other_subtypes_are_handled as __other_subtypes_are_handled,
                };
                #(#left_out)*
                const __LIST: &[#private::Descriptor] = &[#(#descriptors),*];
                const __NAMES: &[&#private::str] = &[#(#names),*];
                #(#checks)*
                #complete
                #private::Handlers::<#states>::new(__LIST)
            }
        }
    }}
}

/// An item of the list, and the name under which it is imported.
struct Item<'l> {
    path: &'l Path,
    conditions: &'l [TokenStream],
    name: Ident,
    index: usize,
    /// Where it is in the list, which those before it may not be in.
    place: TokenStream,
}

impl<'l> Item<'l> {
    fn new(list: &'l [Listed], index: usize) -> Self {
        let Listed { path, conditions } = &list[index];
        let before = list[..index].iter().enumerate().filter(|(_, item)| !item.conditions.is_empty());
        let left_out = before.map(|(index, _)| left_out(index));
        Self { path, conditions, name: format_ident!("__{index}"), index, place: quote!(#index #(- #left_out)*) }
    }

    /// Something that is there only if the item is.
    fn in_list(&self, tokens: &impl ToTokens) -> TokenStream {
        let conditions = self.conditions;
        quote!(#(#[cfg(#conditions)])* #tokens)
    }

    /// How many of this item are not in the list.
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

    /// Whether it is a single name of a function. What begins like a type is one, and has no value.
    fn is_read(&self) -> bool {
        self.path.get_ident().is_some_and(|name| !name.to_string().starts_with(char::is_uppercase))
    }

    /// A constant of its own, so that a name that is nowhere leaves nothing to evaluate.
    fn read(&self) -> TokenStream {
        let (path, constant) = (self.path, format_ident!("__READ_{}", self.index));
        self.in_list(&quote!(const #constant: () = { let _ = #path; };))
    }

    fn import(&self) -> TokenStream {
        let Self { path, name, .. } = self;
        let (begin, end) = ends(path);
        let name = format_ident!("{name}", span = end);
        let (open, name) = (quote_spanned!(begin=> use), quote_spanned!(end=> as #name;));
        self.in_list(&quote!(#open #path #name))
    }

    /// What its companion has under this name.
    fn of_handler(&self, name: &Ident) -> TokenStream {
        let handler = &self.name;
        over(self.path, quote!(<#handler as __Handler>::#name))
    }

    fn checks(&self, open: bool) -> TokenStream {
        let Self { index, place, .. } = self;
        let route = over(self.path, quote!(__one_handler_per_route(__LIST, __NAMES, #place)));
        let subtypes = over(self.path, quote!(__other_subtypes_are_handled(__LIST, __NAMES, #place)));
        let subtypes = (!open).then_some(subtypes);
        let read = self.is_read().then(|| format_ident!("__READ_{}", index)).into_iter();
        self.in_list(&quote!(const _: () = { #(#read;)* #route; #subtypes };))
    }
}

fn left_out(index: usize) -> Ident {
    format_ident!("__LEFT_OUT_{index}")
}
