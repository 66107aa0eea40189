//! What a search of a part has found.

/// Overlap between pieces, in bytes. Longer than every search word and the inspected part of a field after it.
pub(super) const SEAM: usize = 512;

/// Content found in a part.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Fields or links that start another program.
    pub(crate) dde: bool,
    /// Fields that insert text from another file.
    pub(crate) include: bool,
    /// OpenDocument sections and frames that insert another file.
    pub(crate) section: bool,
    /// OpenDocument pictures and objects on the web, and on a network share.
    pub(crate) web: bool,
    pub(crate) network: bool,
    /// Queries to databases and web pages, and whether a query of this part runs when the workbook is opened, or at an
    /// interval from then on.
    pub(crate) query: bool,
    pub(crate) refresh: bool,
    pub(crate) interval: bool,
    pub(crate) is_external: bool,
    /// Whether the part is an inspected object.
    pub(crate) is_object: bool,
    /// Declarations that only attacks need.
    pub(super) declares: bool,
}
