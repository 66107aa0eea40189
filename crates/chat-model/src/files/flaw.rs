//! Deliberate flaws.

/// A deliberate flaw that the model must detect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No flaw.
    None,
    /// The ledger stores a record whatever stage the one before it is at.
    NoCompareAndSet,
    /// A node stages a file that it has not claimed in the ledger.
    NoClaim,
    /// A node deletes a file that is being released.
    DeletesClaimed,
}
