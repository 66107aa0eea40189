//! Invitation links, as settings.

use crate::error::StartError;
use chat_app::InvitationSettings as Invitations;
use confique::Config;
use std::time::Duration;

/// The longest life of a link, in hours.
const LONGEST_LINK: u64 = 90 * 24;

/// The longest session, in hours: it is not renewed, and a lost phone keeps it.
const LONGEST_SESSION: u64 = 7 * 24;

/// The most wrong birth dates.
const MOST_TRIES: u16 = 20;

/// Invitation links for attendees without a login.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct InvitationSettings {
    /// The address of the page that takes the links, such as `https://chat.clinic.example/join`. With it, the answer to a new link
    /// has the whole link; without it, only its secret.
    #[config(env = "VISIT_CHAT_INVITATIONS_PAGE")]
    pub page: Option<String>,

    /// How many hours a link works, if its host names no time, from 1 to 2,160 (90 days). A host can choose up to 90 days.
    #[config(env = "VISIT_CHAT_INVITATIONS_LINK_HOURS", default = 72)]
    pub link_hours: u64,

    /// How many hours a session of a link lasts, from 1 to 168. After it, the link can be opened again.
    #[config(env = "VISIT_CHAT_INVITATIONS_SESSION_HOURS", default = 12)]
    pub session_hours: u64,

    /// How many wrong birth dates block a link that asks for one, from 1 to 20.
    #[config(env = "VISIT_CHAT_INVITATIONS_TRIES", default = 5)]
    pub tries: u16,
}

impl InvitationSettings {
    /// The service's settings.
    ///
    /// # Errors
    /// [`StartError::Settings`] if one is out of range.
    pub fn invitations(&self) -> Result<Invitations, StartError> {
        let hours = |name, hours: u64, longest: u64| {
            if (1..=longest).contains(&hours) {
                Ok(Duration::from_secs(hours * 60 * 60))
            } else {
                let why = format!("invitations.{name}: {hours} is not from 1 to {longest}");
                Err(StartError::Settings(why))
            }
        };
        if !(1..=MOST_TRIES).contains(&self.tries) {
            let tries = self.tries;
            let why = format!("invitations.tries: {tries} is not from 1 to {MOST_TRIES}");
            return Err(StartError::Settings(why));
        }
        let session = hours("session_hours", self.session_hours, LONGEST_SESSION)?;
        Ok(Invitations::default()
            .with_link(hours("link_hours", self.link_hours, LONGEST_LINK)?)
            .with_longest_link(Duration::from_secs(LONGEST_LINK * 60 * 60))
            .with_session(session)
            .with_tries(self.tries))
    }

    /// The address of the page.
    ///
    /// # Errors
    /// [`StartError::Settings`] if it is not an address without a fragment.
    pub fn page(&self) -> Result<Option<String>, StartError> {
        let is_address = |page: &&String| {
            let schemes = ["https://", "http://"];
            schemes.iter().any(|scheme| page.starts_with(scheme)) && !page.contains(['#', ' '])
        };
        match &self.page {
            Some(page) if !is_address(&page) => Err(StartError::Settings(
                "invitations.page: not an address such as https://chat.clinic.example/join".into(),
            )),
            page => Ok(page.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> InvitationSettings {
        InvitationSettings {
            page: None,
            link_hours: 72,
            session_hours: 12,
            tries: 5,
        }
    }

    #[test]
    fn defaults_are_those_of_the_service() {
        assert_eq!(settings().invitations().ok(), Some(Invitations::default()));
    }

    #[test]
    fn values_out_of_range_are_refused_with_their_key() {
        let wrong = [
            (
                "link_hours",
                InvitationSettings {
                    link_hours: 2_161,
                    ..settings()
                },
            ),
            (
                "session_hours",
                InvitationSettings {
                    session_hours: 0,
                    ..settings()
                },
            ),
            (
                "tries",
                InvitationSettings {
                    tries: 21,
                    ..settings()
                },
            ),
        ];
        for (key, wrong) in wrong {
            let error = wrong.invitations().unwrap_err().to_string();
            assert!(error.contains(&format!("invitations.{key}")), "{error}");
        }
    }

    #[test]
    fn page_is_an_address_without_a_fragment() {
        let page = |page: &str| InvitationSettings {
            page: Some(page.to_owned()),
            ..settings()
        };
        let good = "https://chat.clinic.example/join";
        assert_eq!(page(good).page().unwrap().as_deref(), Some(good));
        for wrong in ["chat.clinic.example/join", "https://a/join#", "https://a b"] {
            assert!(page(wrong).page().is_err(), "{wrong}");
        }
    }
}
