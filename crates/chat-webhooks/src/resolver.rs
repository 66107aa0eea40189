//! Resolving names to permitted addresses.

use chat_app::PermittedAddresses;
use futures::future::BoxFuture;
use hyper_util::client::legacy::connect::dns::Name;
use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    vec,
};
use thiserror::Error;
use tower::Service;

/// Resolves names with the system's resolver, and leaves out addresses that are not permitted. The connection is made to what
/// this returns, so a name can't be permitted first and resolve to another address afterwards.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    pub(crate) permitted: Arc<PermittedAddresses>,
    /// The port of the connections.
    pub(crate) port: u16,
}

/// A name resolves to no permitted address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the address is not permitted")]
pub(crate) struct AddressRefused;

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (permitted, port) = (Arc::clone(&self.permitted), self.port);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            filter((name.as_str(), port), found.collect(), &permitted)
        })
    }
}

fn filter(
    (name, port): (&str, u16),
    found: Vec<SocketAddr>,
    permitted: &PermittedAddresses,
) -> io::Result<vec::IntoIter<SocketAddr>> {
    // `http://` is permitted to `localhost`, whatever it resolves to here.
    let is_near =
        |address: &SocketAddr| name != "localhost" || address.ip().to_canonical().is_loopback();
    let found_any = !found.is_empty();
    let permitted = found
        .into_iter()
        .filter(|address| permitted.permit(address.ip(), port) && is_near(address));
    let permitted: Vec<_> = permitted.collect();
    if found_any && permitted.is_empty() {
        return Err(io::Error::other(AddressRefused));
    }
    Ok(permitted.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(name: &str, found: &[&str], networks: &[&str]) -> Result<Vec<String>, bool> {
        let found = found.iter().map(|text| text.parse().unwrap()).collect();
        let networks = networks.iter().map(|net| net.parse().unwrap());
        match filter((name, 443), found, &PermittedAddresses::and(networks)) {
            Ok(left) => Ok(left.map(|address| address.to_string()).collect()),
            Err(error) => Err(error.get_ref().is_some_and(|it| it.is::<AddressRefused>())),
        }
    }

    #[test]
    fn addresses_that_are_not_permitted_are_left_out() {
        let both = ["10.0.0.1:0", "1.1.1.1:0", "[fd00::1]:0"];
        let left = filtered("host.example", &both, &[]).unwrap();
        assert_eq!(left, ["1.1.1.1:0"]);
        let left = filtered("host.example", &both, &["10.0.0.0/8"]).unwrap();
        assert_eq!(left, ["10.0.0.1:0", "1.1.1.1:0"]);
        let left = filtered(
            "host.example",
            &both,
            &["10.0.0.0/8:8443", "[fd00::/8]:443"],
        );
        assert_eq!(left.unwrap(), ["1.1.1.1:0", "[fd00::1]:0"]);
        let metadata = ["169.254.169.254:0", "[::ffff:169.254.169.254]:0"];
        assert_eq!(filtered("host.example", &metadata, &[]), Err(true));
        assert_eq!(filtered("host.example", &[], &[]), Ok(vec![]));
    }

    #[test]
    fn localhost_is_this_machine() {
        let found = ["1.1.1.1:0", "127.0.0.1:0"];
        let left = filtered("localhost", &found, &["127.0.0.0/8"]).unwrap();
        assert_eq!(left, ["127.0.0.1:0"]);
        assert_eq!(filtered("localhost", &found, &[]), Err(true));
    }
}
