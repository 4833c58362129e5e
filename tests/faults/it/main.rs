//! Faults and power cuts, a few of each; the binary `faults` tries all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod inject;
mod power;

use std::path::Path;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_faults"))
}
