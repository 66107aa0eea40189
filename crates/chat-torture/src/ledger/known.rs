//! The state of a request, as its client knows it.

/// The state of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// Never requested.
    No,
    /// Requested; may or may not have happened.
    Asked,
    /// Acknowledged by the server.
    Done,
}
