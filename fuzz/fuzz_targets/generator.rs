//! Schemas for the generator.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cronofy_hooks_fuzz::generator::check(data));
