//! Requests that the command line's `verify` reads.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cronofy_hooks_fuzz::verify::check(data));
