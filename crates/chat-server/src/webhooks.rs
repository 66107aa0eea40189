//! Sending webhooks.

use crate::{error::StartError, settings::Settings};
use chat_app::{ChatService, DeclaredWebhook, PermittedAddresses};
use chat_domain::ClinicId;
use std::collections::BTreeSet;
use tokio_util::task::AbortOnDropHandle;

#[cfg(feature = "webhooks")]
use chat_webhooks::{HttpsOptions, HttpsTransport, WebhookSender};

/// Sends webhooks once the service runs.
pub struct Webhooks {
    #[cfg(feature = "webhooks")]
    transport: HttpsTransport,
    declared: Vec<DeclaredWebhook>,
}

impl Webhooks {
    /// As the settings have it.
    ///
    /// # Errors
    /// [`StartError::Settings`], also if this program was built without webhooks and there are some.
    pub fn new(settings: &Settings) -> Result<Self, StartError> {
        let permitted = permitted(settings);
        let declared = settings.webhooks.declared(&permitted)?;
        #[cfg(feature = "webhooks")]
        {
            let mut options = HttpsOptions::default();
            options.permitted = permitted;
            options
                .authorities
                .clone_from(&settings.webhook_authorities);
            let transport = HttpsTransport::new(options)
                .map_err(|error| StartError::Settings(format!("webhook_authorities: {error}")))?;
            Ok(Self {
                transport,
                declared,
            })
        }
        #[cfg(not(feature = "webhooks"))]
        match declared.is_empty() {
            true => Ok(Self { declared }),
            false => Err(StartError::NotBuilt("webhooks")),
        }
    }

    /// Sends until the handle is dropped. Must be called within a tokio runtime.
    #[cfg(feature = "webhooks")]
    pub(crate) fn start(
        self,
        service: ChatService,
        event_content: BTreeSet<ClinicId>,
    ) -> AbortOnDropHandle<()> {
        let sender = WebhookSender::new(service, self.transport)
            .with_event_content(event_content)
            .with_declared(self.declared);
        AbortOnDropHandle::new(tokio::spawn(async move {
            sender.run().await;
        }))
    }

    /// Nothing is sent: the routes of webhooks answer that there are none.
    #[cfg(not(feature = "webhooks"))]
    pub(crate) fn start(self, _: ChatService, _: BTreeSet<ClinicId>) -> AbortOnDropHandle<()> {
        AbortOnDropHandle::new(tokio::spawn(async move { drop(self.declared) }))
    }
}

/// Where webhooks may be sent to.
pub(crate) fn permitted(settings: &Settings) -> PermittedAddresses {
    PermittedAddresses::and(settings.webhook_networks.0.iter().copied())
}
