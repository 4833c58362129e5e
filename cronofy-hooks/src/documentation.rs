//! Pages that belong to no single item.

#[doc = include_str!("docs/my_handler_does_not_compile.md")]
pub mod my_handler_does_not_compile {}

#[doc = include_str!("docs/telemetry.md")]
pub mod telemetry {}
