//! Visit chat over HTTP and WebSocket, as an [`axum::Router`] that a host service nests in its own.
//!
//! [`router`] takes a [`ChatService`](chat_app::ChatService), the host's authentication
//! ([`Authenticator`]), and [`HttpOptions`]. [`openapi`], generated from the handlers, describes
//! all operations.
//!
//! The JSON types are those of [`chat_wire`]. This crate contains no rule: it validates text at the
//! border, calls the service, and encodes the result as JSON. Refusals and failures become problem
//! documents (RFC 9457).
//!
//! Architecture Invariant: no storage adapter is known here. Log lines contain no text that people
//! write, no person's id and no token; addresses contain no text, name or token. Addresses do
//! contain ids, including those of the members of a direct chat, so a proxy in front should not log
//! paths.

mod authenticate;
mod connections;
mod cors;
mod extract;
#[cfg(feature = "jwt")]
mod jwt;
mod layers;
mod live;
mod meters;
mod openapi;
mod options;
mod peer;
mod phrases;
mod problem;
mod rates;
mod refusals;
mod request_id;
mod router;
mod routes;
mod session;
mod shutdown;
mod token_fault;
mod well_formed;
mod wire;

pub use authenticate::{AuthenticationError, Authenticator, Identity, Subject, bearer};
pub use connections::{LiveCounts, LivePlace, Share, Shares, network};
#[cfg(feature = "jwt")]
pub use jwt::{
    ClaimMapping, ClaimNames, Claims, ClinicFrom, JwtAuthenticator, JwtError, TokenChecks,
    TokenClaims, TokenIssuer, TokenKeys, WeakSecret, check_secret,
};
#[cfg(feature = "public-keys")]
pub use jwt::{FetchOptions, OidcAuthenticator, PublishedKeys};
pub use meters::catalogue::METRICS;
pub use openapi::openapi;
pub use options::{AllowedOrigins, EventReaders, HttpOptions, LiveOptions};
pub use peer::Peer;
pub use phrases::{NotAPhrase, QuickPhrase};
pub use problem::Problem;
pub use rates::{KindRates, RequestRates};
pub use request_id::{RequestId, identified};
pub use router::router;
pub use session::{SessionAuthenticator, SessionCookie};
pub use shutdown::Shutdown;
pub use token_fault::TokenFault;
pub use well_formed::well_formed;
pub use wire::MAX_EVENT_WAIT;
