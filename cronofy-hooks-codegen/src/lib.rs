//! Writes the payload types of cronofy-hooks from JSON Schemas.
//!
//! You need this crate only when your account receives notifications that cronofy-hooks does not
//! know, and you want types for them: put schemas beside your code, and call the [`Generator`] from
//! your `build.rs`.
//!
//! ```no_run
//! # fn main() -> Result<(), cronofy_hooks_codegen::Error> {
//! cronofy_hooks_codegen::Generator::new("schemas").write_to_out_dir("notifications.rs")?;
//! # Ok(())
//! # }
//! ```
//!
//! The schemas are JSON Schema 2020-12 in a small dialect, which the README of this crate lists. What
//! is outside of it is refused, with the file and the place, instead of being left out silently.
//!
//! The modules are the pipeline: `load` reads files, `dialect` refuses what is not supported, `lower`
//! makes the checked `model`, `render` writes it as source text, `export` as descriptions for other languages, `write`
//! compares and stores files.
//! [`generate()`] is the part in the middle, without input or output. `patch` adds to the schemas before all of it.

mod choice;
mod dialect;
mod error;
mod export;
mod generate;
mod generator;
mod json;
mod load;
mod lower;
mod model;
mod names;
mod node;
mod patch;
mod render;
mod write;

pub use self::error::{Diagnostic, Error, Errors};
pub use self::generate::{FileContents, GeneratedFile, generate};
pub use self::generator::Generator;
pub use self::load::{SchemaSet, SourceFile};
pub use self::patch::SchemaPatch;
pub use self::write::{WriteOutcome, write};
