//! Signing people out.

use super::ChatService;
use crate::{
    error::AppError,
    settings::Nodes,
    sign_outs::{SignOutWatch, send},
};
use chat_domain::{ClinicId, PersonId};
use chat_ports::SignOut;

impl ChatService {
    /// Ends a person's live connections and downloads on every node. Whether the person may open new ones is up to the
    /// host: refuse their tokens first.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if other nodes may not know it. What is open on this one has ended; repeat the call.
    pub async fn sign_out(&self, clinic: ClinicId, person: PersonId) -> Result<(), AppError> {
        let engine = &self.inner.engine;
        engine.sign_outs.end(clinic, person);
        if engine.settings.nodes == Nodes::Several {
            send(&*engine.ports.fanout, SignOut { clinic, person }).await?;
        }
        Ok(())
    }

    /// Watches a person's sign-out, for what a transport keeps open.
    #[must_use]
    pub fn watch_sign_out(&self, clinic: ClinicId, person: PersonId) -> SignOutWatch {
        self.inner.engine.sign_outs.watch(clinic, person)
    }
}
