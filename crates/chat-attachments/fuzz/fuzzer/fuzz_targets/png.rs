//! Feeds `chat_attachments_fuzz::target::png`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::png(input));
