//! Feeds `chat_attachments_fuzz::target::gate`.
#![no_main]

use chat_attachments_fuzz::target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| target::gate(input));
