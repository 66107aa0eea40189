//! Fuzz targets of the upload gate.
//!
//! Every target is a plain function of bytes, in [`target`], so that an ordinary test on a stable
//! toolchain runs it too. A target makes a file of its bytes, in such a way that changed bytes get
//! behind the checksums, and asks the [`oracle`]: not only that nothing panics, but that the gate keeps
//! every promise that it makes.
#![forbid(unsafe_code)]

pub mod oracle;
pub mod pieces;
pub mod promise;
pub mod reader;
pub mod seed;
pub mod target;
mod unpack;

use peak_alloc::PeakAlloc;

/// Counts what the process allocates, so that a verdict's peak is known.
#[global_allocator]
pub static ALLOCATED: PeakAlloc = PeakAlloc;
