//! End-to-end tests of visit chat.
