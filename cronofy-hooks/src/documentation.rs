//! Pages that belong to no single item.

#[doc = include_str!("docs/my_handler_does_not_compile.md")]
pub mod my_handler_does_not_compile {}

#[doc = include_str!("docs/telemetry.md")]
pub mod telemetry {}

#[doc = include_str!("docs/testing.md")]
#[doc = concat!("```no_run\n", include_str!("../tests/recipes.rs"), "```")]
pub mod testing {}
