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
    /// Ends a person's sessions of invitation links, and their live connections and downloads on every node. Whether the person
    /// may open new ones is up to the host: refuse their tokens and revoke their links first.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if sessions may not have ended or other nodes may not know it. What is open on this one has
    /// ended; repeat the call.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// let watch = service.watch_sign_out(visit.clinic, *patient);
    /// service.sign_out(visit.clinic, *patient).await?;
    /// watch.signed_out().await; // so their connections close
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn sign_out(&self, clinic: ClinicId, person: PersonId) -> Result<(), AppError> {
        let engine = &self.inner.engine;
        let ended = match &engine.ports.invitations {
            Some(invitations) => invitations.end_sessions_of(clinic, person).await,
            None => Ok(()),
        };
        engine.sign_outs.end(clinic, person);
        self.announce_sign_out(clinic, person).await?;
        Ok(ended?)
    }

    /// Watches a person's sign-out, for what a transport keeps open.
    #[must_use]
    pub fn watch_sign_out(&self, clinic: ClinicId, person: PersonId) -> SignOutWatch {
        self.inner.engine.sign_outs.watch(clinic, person)
    }

    /// Tells other nodes, if there are any.
    pub(super) async fn announce_sign_out(
        &self,
        clinic: ClinicId,
        person: PersonId,
    ) -> Result<(), AppError> {
        let engine = &self.inner.engine;
        if engine.settings.nodes == Nodes::Several {
            send(&*engine.ports.fanout, SignOut { clinic, person }).await?;
        }
        Ok(())
    }
}
