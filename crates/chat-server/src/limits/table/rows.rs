//! All limits, one row each.

mod edge;
mod inside;
mod invitations;
mod requests;
mod webhooks;

use super::row::Section;

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
        requests::rates(),
        invitations::invitations(),
        webhooks::webhooks(),
    ]
}
