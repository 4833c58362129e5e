//! Every kept input of the fuzz targets still holds, and so do mutations of them and large inputs.

mod large;

use cronofy_hooks_fuzz::{body, generator, head, header, replay, store, verify};

#[test]
fn the_signature_header() {
    replay("header", 4000, header::check);
}

#[test]
fn the_body() {
    replay("body", 4000, body::check);
}

#[test]
fn the_stored_head() {
    replay("head", 2000, head::check);
}

#[test]
fn the_command_verify() {
    replay("verify", 500, verify::check);
}

#[test]
fn damaged_files() {
    replay("store", 200, store::check);
}

#[test]
fn the_generator() {
    replay("generator", 300, generator::check);
}
