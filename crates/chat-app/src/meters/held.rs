//! Guards of gauges that count what exists. They take no memory, since a connection may hold a hundred of them.

use super::METERS;

/// Counts a followed visit until it is dropped.
pub(crate) struct VisitFollowed(());

impl VisitFollowed {
    pub(crate) fn begin() -> Self {
        METERS.followed_visits.increment(1.0);
        Self(())
    }
}

impl Drop for VisitFollowed {
    fn drop(&mut self) {
        METERS.followed_visits.decrement(1.0);
    }
}

/// Counts a followed dashboard until it is dropped.
pub(crate) struct DashboardFollowed(());

impl DashboardFollowed {
    pub(crate) fn begin() -> Self {
        METERS.followed_dashboards.increment(1.0);
        Self(())
    }
}

impl Drop for DashboardFollowed {
    fn drop(&mut self) {
        METERS.followed_dashboards.decrement(1.0);
    }
}
