//! Damaged files of an inbox.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cronofy_hooks_fuzz::store::check(data));
