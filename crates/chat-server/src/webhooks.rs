//! Sending webhooks, as the settings have it.

use crate::{error::StartError, settings::Settings};
use chat_app::{DeclaredWebhook, PermittedAddresses};
use visit_chat::VisitChatBuilder;
#[cfg(feature = "webhooks")]
use visit_chat::webhooks::{HttpsOptions, HttpsTransport};

/// Fails if the settings are wrong, also if this program was built without webhooks and there are some.
///
/// # Errors
/// [`StartError::Settings`], naming the key, and [`StartError::NotBuilt`].
pub(crate) fn check(settings: &Settings) -> Result<(), StartError> {
    let declared = declared(settings)?;
    #[cfg(feature = "webhooks")]
    {
        drop(declared);
        let transport = HttpsTransport::new(options(settings));
        let wrong = |error| StartError::Settings(format!("webhook_authorities: {error}"));
        transport.map(drop).map_err(wrong)
    }
    #[cfg(not(feature = "webhooks"))]
    match declared.is_empty() {
        true => Ok(()),
        false => Err(StartError::NotBuilt("webhooks")),
    }
}

/// Sends webhooks. Without the feature, the routes of webhooks answer that there are none.
pub(crate) fn send(
    chat: VisitChatBuilder,
    settings: &Settings,
) -> Result<VisitChatBuilder, StartError> {
    #[cfg(feature = "webhooks")]
    let chat = chat
        .webhooks(options(settings))
        .declared_webhooks(declared(settings)?);
    #[cfg(not(feature = "webhooks"))]
    check(settings)?;
    Ok(chat)
}

fn declared(settings: &Settings) -> Result<Vec<DeclaredWebhook>, StartError> {
    settings.webhooks.declared(&permitted(settings))
}

#[cfg(feature = "webhooks")]
fn options(settings: &Settings) -> HttpsOptions {
    let mut options = HttpsOptions::default();
    options.permitted = permitted(settings);
    options
        .authorities
        .clone_from(&settings.webhook_authorities);
    options
}

/// Where webhooks may be sent to.
fn permitted(settings: &Settings) -> PermittedAddresses {
    PermittedAddresses::and(settings.webhook_networks.0.iter().copied())
}
