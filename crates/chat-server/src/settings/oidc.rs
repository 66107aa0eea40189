//! The clinic's identity provider, as settings.

use confique::Config;
use uuid::Uuid;

/// The clinic's identity provider (OpenID Connect), whose access or ID tokens people sign in with.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct OidcSettings {
    /// The issuer, exactly as the provider writes itself. Its keys are found by its discovery document.
    #[config(env = "VISIT_CHAT_OIDC_ISSUER")]
    pub issuer: Option<String>,

    /// The audience of the tokens: for ID tokens, the client's id. Required with `issuer`.
    #[config(env = "VISIT_CHAT_OIDC_AUDIENCE")]
    pub audience: Option<String>,

    /// The clinic of all people of this provider, instead of `clinic_claim`.
    #[config(env = "VISIT_CHAT_OIDC_CLINIC")]
    pub clinic: Option<Uuid>,

    /// The claim with the clinic's id, a UUID.
    #[config(env = "VISIT_CHAT_OIDC_CLINIC_CLAIM", default = "clinic")]
    pub clinic_claim: String,

    /// The claim with the person's id, a UUID: the one that the host schedules visits with.
    #[config(env = "VISIT_CHAT_OIDC_PERSON_CLAIM", default = "sub")]
    pub person_claim: String,

    /// The claim that is `true` for those who may break the glass (M5). If unset, no one of this provider may.
    #[config(env = "VISIT_CHAT_OIDC_OVERSIGHT_CLAIM")]
    pub oversight_claim: Option<String>,
}
