//! The policies and `chat-domain` give the same answers.

mod policies;
