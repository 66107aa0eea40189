//! Decides from a file's bytes, name and declared type whether it may be sent in a visit chat.
