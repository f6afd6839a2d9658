//! One document.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| billing_fuzz::decode(data));
