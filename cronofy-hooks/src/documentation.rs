//! Pages that belong to no single item.

#[doc = include_str!("docs/my_handler_does_not_compile.md")]
pub mod my_handler_does_not_compile {}

#[doc = include_str!("docs/scaling.md")]
pub mod scaling {}

#[doc = include_str!("docs/telemetry.md")]
pub mod telemetry {}

#[doc = include_str!("docs/testing.md")]
#[cfg_attr(
    all(feature = "serve", feature = "sqlite", feature = "testing"),
    doc = concat!("```no_run\n", include_str!("../tests/recipes.rs"), "```")
)]
#[cfg_attr(
    not(all(feature = "serve", feature = "sqlite", feature = "testing")),
    doc = "It is shown in the documentation with the features `serve`, `sqlite` and `testing`."
)]
pub mod testing {}
