//! Logs as an auditor finds them: sound ones, and each kind of damage.

mod checkpoint;
mod damage;
mod files;
mod kept;
mod scope;
