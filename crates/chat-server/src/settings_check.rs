//! Checks the settings before anything is opened.

use crate::{error::StartError, logging, settings::Settings, webhooks};

/// Fails with the first problem of the settings.
///
/// # Errors
/// [`StartError::Settings`], naming the key, and [`StartError::NotBuilt`].
pub(crate) fn check(settings: &Settings) -> Result<(), StartError> {
    problems(settings).into_iter().next().map_or(Ok(()), Err)
}

/// All problems of the settings that can be found without opening anything but the certificates of receivers.
pub(crate) fn problems(settings: &Settings) -> Vec<StartError> {
    let checks = [
        settings.check_adapters(),
        settings.scanner.scanning().map(drop),
        settings.presence.lease().map(drop),
        settings.nodes.lease().map(drop),
        settings.invitations.invitations().map(drop),
        settings.access_log.accesses().map(drop),
        settings.invitations.page().map(drop),
        webhooks::check(settings),
        logging::filter(&settings.log.filter).map(drop),
    ];
    checks.into_iter().filter_map(Result::err).collect()
}
