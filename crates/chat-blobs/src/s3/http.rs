//! HTTP to the service, over `hyper` and `rustls` with `ring`.
//!
//! Not over `reqwest`: with its features for TLS, every client of that library in the whole program would need a provider
//! of `rustls` that is installed for the process.

use super::{
    failure::{kind, timed_out},
    silence::PatientBody,
};
use async_trait::async_trait;
use hyper::HeaderMap;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, Error, connect::HttpConnector as Tcp},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
        HttpResponse, HttpResponseBody, HttpService,
    },
};
use rustls::ClientConfig;
use std::time::Duration;
use tokio::time::timeout;

/// Makes clients that share this TLS configuration.
#[derive(Clone, Debug)]
pub(super) struct Http {
    pub(super) tls: ClientConfig,
    /// How long a connection may take.
    pub(super) connect_timeout: Duration,
    /// How long the service may be silent.
    pub(super) silence: Duration,
    /// Headers of every request.
    pub(super) headers: HeaderMap,
}

impl HttpConnector for Http {
    /// The options of the library have no effect, so each of them must be one here.
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut tcp = Tcp::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(self.connect_timeout));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(self.tls.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(https);
        Ok(HttpClient::new(Service {
            client,
            silence: self.silence,
            headers: self.headers.clone(),
        }))
    }
}

#[derive(Debug)]
struct Service {
    client: Client<HttpsConnector<Tcp>, HttpRequestBody>,
    silence: Duration,
    headers: HeaderMap,
}

#[async_trait]
impl HttpService for Service {
    /// Follows no redirect.
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        request.headers_mut().extend(self.headers.clone());
        let response = timeout(self.silence, self.client.request(request)).await;
        let response = response.map_err(|_| timed_out())?.map_err(failed)?;
        Ok(response.map(|body| HttpResponseBody::new(PatientBody::new(body, self.silence))))
    }
}

fn failed(error: Error) -> HttpError {
    let kind = match error.is_connect() {
        true => HttpErrorKind::Connect,
        false => kind(&error),
    };
    HttpError::new(kind, error)
}
