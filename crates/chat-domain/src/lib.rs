//! The rules of visit chat as pure functions of values.
