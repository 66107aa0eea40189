//! The use cases of visit chat: decide, append, announce, subscribe.
