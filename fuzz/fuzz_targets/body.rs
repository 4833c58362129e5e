//! Bodies: what must hold for any bytes after a valid signature.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cronofy_hooks_fuzz::body::check(data));
