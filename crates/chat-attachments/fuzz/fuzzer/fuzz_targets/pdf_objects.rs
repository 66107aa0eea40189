//! Feeds `chat_attachments_fuzz::target::pdf_objects`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::pdf_objects(input));
