//! Pages that belong to no single item.

#[doc = include_str!("docs/service.md")]
pub mod service {}
