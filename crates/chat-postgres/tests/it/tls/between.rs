//! What may stand between a node and the server.

use super::Authority;
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use std::{path::PathBuf, sync::Arc};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream, UnixStream},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// Asks for TLS.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Forwards TCP to a server's Unix socket, on which it has no TLS. Returns the port.
pub(crate) async fn without_tls(socket: PathBuf) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = UnixStream::connect(&socket).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    port
}

/// A machine that reads everything: it has a trusted certificate for the server's name, though not the server's.
pub(crate) struct Between {
    pub(crate) port: u16,
}

impl Between {
    pub(crate) async fn start(authority: &Authority, name: &'static str, server: u16) -> Self {
        let (certificate, key) = authority.certificate(name);
        let provider = || Arc::new(ring::default_provider());
        let accepts = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            );
        let accepts = TlsAcceptor::from(Arc::new(accepts.unwrap()));
        let connects = TlsConnector::from(Arc::new(trusting(authority, provider())));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let name = ServerName::try_from(name).unwrap();
                let (accepts, connects) = (accepts.clone(), connects.clone());
                tokio::spawn(async move {
                    let client = asked(client).await;
                    let mut client = accepts.accept(client).await.unwrap();
                    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                    server.write_all(&SSL_REQUEST).await.unwrap();
                    assert_eq!(server.read_u8().await.unwrap(), b'S');
                    let mut server = connects.connect(name, server).await.unwrap();
                    copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
        Self { port }
    }
}

/// A client that asked for TLS, and may begin it.
async fn asked(mut client: TcpStream) -> TcpStream {
    let mut request = [0; 8];
    client.read_exact(&mut request).await.unwrap();
    assert_eq!(request, SSL_REQUEST);
    client.write_all(b"S").await.unwrap();
    client
}

fn trusting(authority: &Authority, provider: Arc<CryptoProvider>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(authority.pem().as_bytes());
    roots.add(root.unwrap()).unwrap();
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}
