//! Webhooks, as settings.

use super::hidden::Hidden;
use crate::error::StartError;
use chat_app::{
    DeclaredWebhook, MAX_WEBHOOK_SECRETS, NotANetwork, PermittedAddresses, PermittedNetwork,
    WebhookSecret, check_webhook_url,
};
use chat_domain::ClinicId;
use chat_ports::EndpointId;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeSet;
use thiserror::Error;

/// The webhook endpoints of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Webhooks(pub Vec<Webhook>);

/// A webhook endpoint of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The endpoint: any UUID, under which its place in the events is kept.
    pub id: EndpointId,
    /// The clinic whose events it gets.
    pub clinic: ClinicId,
    /// The address.
    pub url: Hidden,
    /// The secrets; all sign.
    pub secrets: Vec<Hidden>,
}

impl Webhooks {
    /// The endpoints, checked.
    ///
    /// # Errors
    /// [`StartError::Settings`], naming the endpoint's number.
    pub fn declared(
        &self,
        permitted: &PermittedAddresses,
    ) -> Result<Vec<DeclaredWebhook>, StartError> {
        let mut known = BTreeSet::new();
        let checked = self.0.iter().zip(1_usize..).map(|(webhook, number)| {
            let wrong = |why: &str| StartError::Settings(format!("webhooks: {number}: {why}"));
            if !known.insert((webhook.clinic, webhook.id)) {
                return Err(wrong("another one has the same id"));
            }
            let url = webhook.url.expose();
            check_webhook_url(url, permitted).map_err(|why| wrong(&format!("url: {why}")))?;
            let secrets: Vec<_> = webhook.secrets.iter().map(Hidden::expose).collect();
            if !(1..=MAX_WEBHOOK_SECRETS).contains(&secrets.len()) {
                return Err(wrong(&format!("secrets: not 1 to {MAX_WEBHOOK_SECRETS}")));
            }
            for secret in &secrets {
                WebhookSecret::parse(secret).map_err(|why| wrong(&format!("secrets: {why}")))?;
            }
            Ok(DeclaredWebhook {
                clinic: webhook.clinic,
                id: webhook.id,
                url: url.to_owned(),
                secrets: secrets.into_iter().map(str::to_owned).collect(),
            })
        });
        checked.collect()
    }
}

/// One endpoint per line: its id, its clinic, its address and its secrets, separated by spaces.
pub(super) fn from_lines(lines: &str) -> Result<Webhooks, NotWebhooks> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let webhooks = lines.zip(1..).map(|(line, number)| {
        let mut words = line.split_whitespace();
        let mut next = || words.next().ok_or(NotWebhooks(number));
        Ok(Webhook {
            id: next()?.parse().map_err(|_| NotWebhooks(number))?,
            clinic: next()?.parse().map_err(|_| NotWebhooks(number))?,
            url: Hidden::new(next()?),
            secrets: words.map(Hidden::new).collect(),
        })
    });
    webhooks.collect::<Result<_, _>>().map(Webhooks)
}

/// The error for lines that are no endpoints. Without their text, which has secrets.
#[derive(Debug, Error)]
#[error("webhook {0}: not an id, a clinic's id, an address and secrets")]
pub(super) struct NotWebhooks(usize);

/// Networks, or single addresses, with or without a port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<PermittedNetwork>);

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        networks(texts.iter().map(String::as_str)).map_err(D::Error::custom)
    }
}

/// One network per line.
pub(super) fn networks_from_lines(lines: &str) -> Result<Networks, NotANetwork> {
    let lines = lines.lines().map(str::trim);
    networks(lines.filter(|line| !line.is_empty()))
}

fn networks<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Networks, NotANetwork> {
    let networks: Result<Vec<PermittedNetwork>, _> = texts.map(str::parse).collect();
    networks.map(Networks)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "01890a5d-ac96-774b-bcce-b302099a8057 01890a5d-ac96-774b-bcce-b302099a8058 \
        https://host.example/ whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn lines_and_tables_are_endpoints() {
        let of_lines = from_lines(&format!("\n {LINE} \n")).unwrap();
        let table = "[[webhooks]]
            id = '01890a5d-ac96-774b-bcce-b302099a8057'
            clinic = '01890a5d-ac96-774b-bcce-b302099a8058'
            url = 'https://host.example/'
            secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), table).unwrap();
        let settings = crate::Settings::load(Some(file.path())).unwrap();
        assert_eq!(settings.webhooks, of_lines);
        let declared = of_lines.declared(&PermittedAddresses::default()).unwrap();
        assert_eq!(declared.len(), 1);
        assert!(!format!("{of_lines:?}{declared:?}").contains("host.example"));
    }

    #[test]
    fn bad_endpoints_are_refused_by_their_number() {
        let refused = |lines: &str| {
            let webhooks = from_lines(lines).map_err(|error| error.to_string())?;
            let declared = webhooks.declared(&PermittedAddresses::default());
            declared.map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(refused(LINE), Ok(()));
        let twice = refused(&format!("{LINE}\n{LINE}")).unwrap_err();
        assert_eq!(twice, "settings: webhooks: 2: another one has the same id");
        let near = refused(&LINE.replace("host.example", "10.0.0.1")).unwrap_err();
        assert!(
            near.contains("1: url: requests to this IP address"),
            "{near}"
        );
        for (wrong, part) in [
            (LINE.replace("whsec_", "secret_"), "secrets"),
            (LINE.split(" whsec").next().unwrap().to_owned(), "secrets"),
            (LINE.replacen("01890a5d", "01890A5D", 1), "not an id"),
            (LINE.replace("https://", ""), "url"),
        ] {
            let error = refused(&wrong).unwrap_err();
            assert!(error.contains(part) && !error.contains("MfKQ"), "{error}");
        }
    }

    #[test]
    fn networks_are_ranges_or_addresses() {
        let found = networks_from_lines("10.1.0.0/16\n::1\n127.0.0.1").unwrap();
        let whole = ["10.1.0.0/16", "::1/128", "127.0.0.1/32"];
        assert_eq!(found.0, whole.map(|text| text.parse().unwrap()));
        let port = networks_from_lines("10.1.0.0/16:8443\n[::1]:8443").unwrap();
        assert_ne!(port.0[0], found.0[0]);
        assert!(networks_from_lines("example.com").is_err());
    }
}
