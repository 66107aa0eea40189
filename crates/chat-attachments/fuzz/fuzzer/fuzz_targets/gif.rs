//! Feeds `chat_attachments_fuzz::target::gif`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::gif(input));
