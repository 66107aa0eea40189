//! Notifications by Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed by the host (RFC 8292).

pub(crate) mod notifier;
mod services;
pub(crate) mod subscription;
pub(crate) mod vapid;
