//! Fuzz targets of the upload gate.
//!
//! Every target is a plain function of bytes, in [`target`], so that an ordinary test runs it on a stable toolchain
//! too. A target builds a file from its input, with valid checksums, so that mutations reach the code behind them.
//! It then asks the [`oracle`], which checks not only for panics but for every guarantee of the gate.
#![forbid(unsafe_code)]

pub mod oracle;
pub mod pieces;
pub mod promise;
pub mod reader;
pub mod seed;
pub mod target;
mod unpack;

use peak_alloc::PeakAlloc;

/// Counts the process's allocations, to measure the peak of a verdict.
#[global_allocator]
pub static ALLOCATED: PeakAlloc = PeakAlloc;
