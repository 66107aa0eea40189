//! Feeds `chat_attachments_fuzz::target::jpeg`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::jpeg(input));
