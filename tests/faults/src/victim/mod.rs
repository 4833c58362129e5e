//! The victim: a process that accepts, works, prunes, stops and begins again, the same way each time.

mod careless;
mod handlers;
mod script;

use std::io::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use self::script::{DELIVERIES, run};
use crate::recording::VictimNote;

/// What a victim does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// It runs the product.
    #[default]
    Honest,
    /// It runs the product, and answers 204 to everything.
    Hasty,
    /// It writes into the tables of the product itself, with `synchronous = OFF`.
    Careless,
}

/// The settings of a victim.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScriptSettings {
    /// The file of the inbox.
    pub file: PathBuf,
    /// How it behaves.
    pub manner: Manner,
}

/// Prints a line, which ends up in the recording.
fn say(note: &VictimNote) {
    std::io::stdout().write_all(note.line().as_bytes()).unwrap();
}
