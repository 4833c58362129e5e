//! Heads of requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cronofy_hooks_fuzz::head::check(data));
