//! Verification of sound logs and of each kind of damage.

mod checkpoint;
mod damage;
mod files;
mod kept;
mod scope;
