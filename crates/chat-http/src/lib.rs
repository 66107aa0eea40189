//! Visit chat over HTTP and WebSocket, as an [`axum::Router`] that a host service nests in its own.
//!
//! [`router`] takes a [`ChatService`](chat_app::ChatService), the host's way of telling who asks
//! ([`Authenticator`]), and [`HttpOptions`]. Everything that can be asked for is described by
//! [`openapi`], which is made from the handlers themselves.
//!
//! This is the only crate that knows the wire. It holds no rule: it checks text once at the border,
//! asks the service, and puts the answer into JSON. What is refused, and whatever else goes wrong,
//! is answered as a problem document (RFC 9457).
//!
//! Architecture Invariant: no storage adapter is known here; nothing that people write, no person's
//! id and no token gets into a log line, and no text, name or token into an address. Addresses hold
//! ids, also of the members of a direct chat, so a proxy in front should not log paths.

pub mod wire;

mod authenticate;
mod connections;
mod extract;
mod jwt;
mod layers;
mod live;
mod openapi;
mod options;
mod peer;
mod problem;
mod router;
mod routes;
mod shutdown;
mod well_formed;

pub use authenticate::{AuthenticationError, Authenticator, Identity, Subject, bearer};
pub use connections::{LiveCounts, LivePlace, Share, Shares, network};
pub use jwt::{Claims, JwtAuthenticator, JwtError, TokenIssuer, WeakSecret, check_secret};
pub use openapi::openapi;
pub use options::{AllowedOrigins, HttpOptions, LiveOptions};
pub use peer::Peer;
pub use problem::Problem;
pub use router::router;
pub use shutdown::Shutdown;
pub use well_formed::well_formed;
