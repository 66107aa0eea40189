//! Where the files are, as settings.

#[cfg(feature = "cluster")]
use super::hidden;
use super::hidden::Hidden;
#[cfg(feature = "cluster")]
use crate::error::StartError;
#[cfg(feature = "cluster")]
use chat_blobs::{S3Encryption, S3Key, S3Options};
use confique::Config;
use serde::Deserialize;
use std::path::PathBuf;

/// Where the sent files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilesKind {
    /// In a folder.
    Folder,
    /// In a bucket of S3 or a compatible service.
    S3,
}

/// A bucket of S3 or a compatible service, such as MinIO.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct S3Settings {
    /// The bucket. It must exist.
    #[config(env = "VISIT_CHAT_S3_BUCKET")]
    pub bucket: Option<String>,

    /// The bucket's region.
    #[config(env = "VISIT_CHAT_S3_REGION", default = "us-east-1")]
    pub region: String,

    /// The service's address, such as `https://minio.example:9000`; if unset, AWS.
    #[config(env = "VISIT_CHAT_S3_ENDPOINT")]
    pub endpoint: Option<String>,

    /// Whether the bucket is the first part of the path, and not of the host name, as MinIO and most services want it.
    #[config(env = "VISIT_CHAT_S3_PATH_STYLE", default = false)]
    pub path_style: bool,

    /// Whether files may travel without TLS to another machine.
    #[config(env = "VISIT_CHAT_S3_ALLOW_HTTP", default = false)]
    pub allow_http: bool,

    /// The id of the access key. If unset, the usual sources of AWS are used: its variables in the environment, or the
    /// instance's role.
    #[config(env = "VISIT_CHAT_S3_KEY_ID")]
    pub key_id: Option<String>,

    /// The secret of the access key.
    #[config(env = "VISIT_CHAT_S3_KEY_SECRET")]
    pub key_secret: Option<Hidden>,

    /// A file with the secret, instead of `key_secret`.
    #[config(env = "VISIT_CHAT_S3_KEY_SECRET_FILE")]
    pub key_secret_file: Option<PathBuf>,

    /// How the service encrypts what it stores: `service` for keys of the storage service (SSE-S3), or the id of a key in
    /// the key management service (SSE-KMS). If unset, it is left to the bucket.
    #[config(env = "VISIT_CHAT_S3_ENCRYPTION")]
    pub encryption: Option<String>,

    /// The part of the bucket that is used, such as `clinic/files`.
    #[config(env = "VISIT_CHAT_S3_PREFIX", default = "")]
    pub prefix: String,

    /// A file with certificates of authorities that are trusted besides the system's.
    #[config(env = "VISIT_CHAT_S3_AUTHORITIES")]
    pub authorities: Option<PathBuf>,
}

#[cfg(feature = "cluster")]
impl S3Settings {
    /// The options of the bucket.
    ///
    /// # Errors
    /// [`StartError::Settings`] if the bucket or half of the access key is missing, or a secret is given twice.
    pub(crate) fn options(&self) -> Result<S3Options, StartError> {
        let missing = |what: &str| StartError::Settings(what.to_owned());
        let bucket = self.bucket.as_ref();
        let bucket =
            bucket.ok_or_else(|| missing("s3.bucket: missing; files = \"s3\" needs it"))?;
        let file = self.key_secret_file.as_deref();
        let secret = hidden::from("s3.key_secret", self.key_secret.as_ref(), file)?;
        let mut options = S3Options::new(bucket);
        options.key = match (&self.key_id, secret) {
            (None, None) => None,
            (Some(id), Some(secret)) => Some(S3Key::new(id, secret.expose())),
            _ => {
                return Err(missing(
                    "s3.key_id, s3.key_secret: set both, or none of them",
                ));
            }
        };
        options.encryption = self.encryption.as_ref().map(|key| match &**key {
            "service" => S3Encryption::Service,
            key => S3Encryption::Kms(key.to_owned()),
        });
        options.region.clone_from(&self.region);
        options.endpoint.clone_from(&self.endpoint);
        options.path_style = self.path_style;
        options.allow_http = self.allow_http;
        options.prefix.clone_from(&self.prefix);
        options.authorities.clone_from(&self.authorities);
        Ok(options)
    }
}
