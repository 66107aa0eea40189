//! The visit chat server: demo, service, tokens and file checks.
