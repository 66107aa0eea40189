//! From claims to a clinic and a caller.

use super::claims::TokenClaims;
use crate::{authenticate::Subject, token_fault::TokenFault};
use chat_domain::{ClinicId, PersonId};

/// Whom claims identify. [`ClaimNames`] is one; a closure is another.
///
/// # Examples
/// ```
/// use chat_http::{ClaimMapping, ClinicFrom, Subject, TokenClaims, TokenFault};
///
/// let mapping = |claims: &TokenClaims| {
///     let subject = Subject::Person {
///         person: claims.id("employee")?,
///         may_oversee: claims.texts("roles")?.contains(&"privacy-officer"),
///     };
///     Ok::<_, TokenFault>((claims.id("tenant")?, subject))
/// };
/// fn is_mapping(_: impl ClaimMapping) {}
/// is_mapping(mapping);
/// ```
pub trait ClaimMapping: Send + Sync + 'static {
    /// The clinic and the caller, from verified claims.
    ///
    /// # Errors
    /// [`TokenFault`], usually a missing or invalid claim.
    fn caller(&self, claims: &TokenClaims) -> Result<(ClinicId, Subject), TokenFault>;
}

impl<F> ClaimMapping for F
where
    F: Fn(&TokenClaims) -> Result<(ClinicId, Subject), TokenFault> + Send + Sync + 'static,
{
    fn caller(&self, claims: &TokenClaims) -> Result<(ClinicId, Subject), TokenFault> {
        self(claims)
    }
}

/// The names of the claims that identify the caller. The ids are the host's, as in its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimNames {
    /// Where the clinic comes from.
    pub clinic: ClinicFrom,
    /// The claim with the person's id.
    pub person: String,
    /// The claim that is `true` for the embedding service, whose tokens have no person. `None` if no token is the host's.
    pub host: Option<String>,
    /// The claim that is `true` for an embedding service that may read the status of visits. `None` if it may not.
    pub host_read: Option<String>,
    /// The claim that is `true` for a person who may break the glass (M5). `None` if no one may.
    pub oversight: Option<String>,
}

/// Each option by its name.
impl ClaimNames {
    /// Sets [`clinic`](Self#structfield.clinic).
    #[must_use]
    pub fn with_clinic(mut self, clinic: ClinicFrom) -> Self {
        self.clinic = clinic;
        self
    }

    /// Sets [`person`](Self#structfield.person).
    #[must_use]
    pub fn with_person(mut self, person: impl Into<String>) -> Self {
        self.person = person.into();
        self
    }

    /// Sets [`host`](Self#structfield.host).
    #[must_use]
    pub fn with_host(mut self, host: Option<String>) -> Self {
        self.host = host;
        self
    }

    /// Sets [`host_read`](Self#structfield.host_read).
    #[must_use]
    pub fn with_host_read(mut self, host_read: Option<String>) -> Self {
        self.host_read = host_read;
        self
    }

    /// Sets [`oversight`](Self#structfield.oversight).
    #[must_use]
    pub fn with_oversight(mut self, oversight: Option<String>) -> Self {
        self.oversight = oversight;
        self
    }
}

/// Where the clinic of a caller comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClinicFrom {
    /// The claim of this name has its id.
    Claim(String),
    /// All callers are of this clinic.
    Always(ClinicId),
}

impl Default for ClaimNames {
    /// Those of the tokens that [`TokenIssuer`](super::TokenIssuer) issues: `clinic`, `sub`, `host`, `host_read` and `oversight`.
    fn default() -> Self {
        Self {
            host: Some("host".to_owned()),
            host_read: Some("host_read".to_owned()),
            oversight: Some("oversight".to_owned()),
            ..Self::of_people()
        }
    }
}

impl ClaimNames {
    /// `clinic` and `sub`, for tokens of people alone, none of whom may break the glass.
    #[must_use]
    pub fn of_people() -> Self {
        Self {
            clinic: ClinicFrom::Claim("clinic".to_owned()),
            person: "sub".to_owned(),
            host: None,
            host_read: None,
            oversight: None,
        }
    }
}

impl ClaimMapping for ClaimNames {
    fn caller(&self, claims: &TokenClaims) -> Result<(ClinicId, Subject), TokenFault> {
        let flag = |name: &Option<String>| name.as_deref().map_or(Ok(false), |it| claims.flag(it));
        let (is_host, may_oversee) = (flag(&self.host)?, flag(&self.oversight)?);
        let may_read = flag(&self.host_read)?;
        // One token is for a person or the host, never both.
        let contradiction = match is_host {
            true if claims.has(&self.person) => &self.host,
            true if may_oversee => &self.oversight,
            false if may_read => &self.host_read,
            _ => &None,
        };
        if let Some(name) = contradiction {
            return Err(TokenFault::InvalidClaim(name.clone()));
        }
        let subject = match (is_host, may_read) {
            (true, true) => Subject::ReadingHost,
            (true, false) => Subject::Host,
            (false, _) => Subject::Person {
                person: claims.id::<PersonId>(&self.person)?,
                may_oversee,
            },
        };
        let clinic = match &self.clinic {
            ClinicFrom::Claim(name) => claims.id(name)?,
            ClinicFrom::Always(clinic) => *clinic,
        };
        Ok((clinic, subject))
    }
}
