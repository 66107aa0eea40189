//! The laws that every adapter of the ports must pass.
