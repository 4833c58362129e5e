//! Collects the errors of a phase, so that rustc shows all of them.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::messages::PAGE;

/// The errors that were found.
#[derive(Default)]
pub(crate) struct CompileErrors(Option<syn::Error>);

impl CompileErrors {
    /// Adds an error at the tokens to edit.
    pub(crate) fn error(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, format_args!("{message}\n{PAGE}")));
    }

    /// Adds an error at a place that has no tokens of its own.
    pub(crate) fn error_at(&mut self, place: Span, message: impl Display) {
        self.push(syn::Error::new(place, format_args!("{message}\n{PAGE}")));
    }

    /// Adds an error of syn.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The errors as items or statements.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.map(|errors| errors.into_compile_error()).unwrap_or_default()
    }
}
