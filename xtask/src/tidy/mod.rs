//! The rules of the house, as a test: what ARCHITECTURE.md and CONTRIBUTING.md promise of every file.

mod allow;
mod dependencies;
mod generation;
mod headers;
mod modules;
mod paths;
mod published;
mod rules;
mod size;
mod source;
mod types;
mod unsafe_code;
mod words;

pub(crate) use self::rules::{check, update};
