//! Connections to permitted addresses.

use crate::resolver::Resolver;
use chat_app::PermittedAddresses;
use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use std::{
    sync::Arc,
    task::{Context, Poll},
};
use tower::Service;

/// Connects to the addresses that are permitted for the port of the request. A resolver does not learn of the port, so each
/// connection has its own.
#[derive(Clone, Debug)]
pub(crate) struct Connector(pub(crate) Arc<PermittedAddresses>);

type Tcp = HttpConnector<Resolver>;

impl Service<Uri> for Connector {
    type Response = <Tcp as Service<Uri>>::Response;
    type Error = <Tcp as Service<Uri>>::Error;
    type Future = <Tcp as Service<Uri>>::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(())) // as both the connector and the resolver
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let port = to.port_u16().unwrap_or(match to.scheme_str() {
            Some("http") => 80,
            _ => 443,
        });
        let permitted = Arc::clone(&self.0);
        let mut tcp = HttpConnector::new_with_resolver(Resolver { permitted, port });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.call(to)
    }
}
