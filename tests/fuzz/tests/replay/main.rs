//! Every kept input of the fuzz targets still holds, and so do mutations of them and large inputs.

mod large;

use cronofy_hooks_fuzz::{ExclusiveRun, body, generator, head, header, store, verify};

#[test]
fn the_signature_header() {
    ExclusiveRun::wait().replay("header", 4000, header::check);
}

#[test]
fn the_body() {
    ExclusiveRun::wait().replay("body", 4000, body::check);
}

#[test]
fn the_stored_head() {
    ExclusiveRun::wait().replay("head", 2000, head::check);
}

#[test]
fn the_command_verify() {
    ExclusiveRun::wait().replay("verify", 500, verify::check);
}

#[test]
fn damaged_files() {
    ExclusiveRun::wait().replay("store", 200, store::check);
}

#[test]
fn the_generator() {
    ExclusiveRun::wait().replay("generator", 300, generator::check);
}
