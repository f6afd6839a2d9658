//! The headers that tell a time.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| billing_fuzz::date(data));
