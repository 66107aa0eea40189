use super::{Double, is_unavailable, write};
use bytes::Bytes;
use chat_blobs::ObjectAttachmentStore;
use chat_conformance::attachment_store::fresh_key;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{fs, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// An authority's certificate as PEM, and a server with one that it signed.
fn authority_and_server(name: &str) -> (String, TlsAcceptor) {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (authority.pem(), TlsAcceptor::from(Arc::new(config)))
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_must_be_of_a_known_authority_and_of_the_host() {
    for (name, right) in [("127.0.0.1", true), ("elsewhere.example", false)] {
        let (authority, server) = authority_and_server(name);
        let double = Double::start_with(Some(server)).await;
        let file = double.folder.path().join("authority.pem");
        fs::write(&file, authority).unwrap();
        let mut options = double.options();
        options.endpoint = Some(format!("https://{}", double.address));
        options.retries = 0;

        let unknown = ObjectAttachmentStore::s3(&options).unwrap();
        assert!(is_unavailable(unknown.check().await));
        options.authorities = Some(file);
        let known = ObjectAttachmentStore::s3(&options).unwrap();
        if right {
            known.check().await.unwrap();
            let file = Bytes::from_static(b"file");
            write(&known, fresh_key(), file).await.unwrap();
        } else {
            assert!(is_unavailable(known.check().await));
        }
    }
}
