//! All limits, one row each.

mod edge;
mod inside;

use super::row::Row;

/// A title, an introduction, and the rows.
pub(super) type Section = (&'static str, String, Vec<Row>);

pub(super) fn sections() -> Vec<Section> {
    vec![
        edge::connections(),
        edge::requests(),
        edge::live(),
        inside::files(),
        inside::scanner(),
        inside::visits(),
        inside::log(),
        inside::people(),
        inside::rates(),
    ]
}
