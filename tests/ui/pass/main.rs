//! The legal forms: each compiles without a warning, and the application that it builds starts.
//!
//! Each case is a module with a `main` of its own and with its attributes, such as `#![no_implicit_prelude]`. All are
//! one program, because linking takes most of the time. It has no test harness, in which rustc skips `missing_docs`.

#![deny(warnings)]
#![allow(missing_docs, unreachable_pub, reason = "the cases that are about these lints deny them")]
#![allow(clippy::unwrap_used, reason = "cases")]

// The name of the library in one of the cases.
extern crate cronofy_hooks as calendar_hooks;

use std::panic::catch_unwind;

macro_rules! cases {
    ($($case:ident,)*) => {
        $(pub mod $case;)*

        pub(crate) const CASES: &[(&str, fn())] = &[$((stringify!($case), $case::main)),*];
    };
}

pub mod attribute;
pub mod list;
pub mod policy;
pub mod request;
pub mod signature;
pub mod types;

/// The expansions that the tests of the macros recorded.
#[rustfmt::skip]
#[path = "../../../cronofy-hooks-macros/golden/expanded/mod.rs"]
#[allow(unused, clippy::all, missing_debug_implementations, reason = "expansions are code of a macro")]
pub mod expanded;

fn main() {
    let areas = [attribute::CASES, policy::CASES, signature::CASES, types::CASES, list::CASES, request::CASES];
    let cases = areas.concat();
    let failed: Vec<_> = cases.iter().filter(|(_, case)| catch_unwind(case).is_err()).map(|(name, _)| name).collect();
    assert!(failed.is_empty(), "these legal forms do not start: {failed:?}");
}
