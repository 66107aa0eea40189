//! Feeds `chat_attachments_fuzz::target::strip`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::strip(input));
