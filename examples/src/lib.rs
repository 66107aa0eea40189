//! Runnable examples of visit chat.
