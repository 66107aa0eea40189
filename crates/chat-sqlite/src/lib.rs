//! The visit log in one SQLite file, with group commit.
