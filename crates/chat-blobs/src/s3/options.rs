//! Options.

use std::{fmt, path::PathBuf, time::Duration};

/// Where a bucket is and how it is used.
///
/// ```
/// use chat_blobs::{S3Key, S3Options};
///
/// let mut minio = S3Options::new("visits");
/// minio.endpoint = Some("https://minio.example:9000".to_owned());
/// minio.path_style = true;
/// minio.key = Some(S3Key::new("an id", "a secret"));
/// assert!(!format!("{minio:?}").contains("a secret"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct S3Options {
    /// The bucket's name. The bucket must exist.
    pub bucket: String,
    /// The bucket's region. Services other than AWS accept `us-east-1` unless they are set otherwise.
    pub region: String,
    /// The service's address, such as `https://minio.example:9000`. `None` means AWS.
    pub endpoint: Option<String>,
    /// Whether the bucket is the first part of the path, and not of the host name. MinIO and most
    /// other services want it.
    pub path_style: bool,
    /// Whether files may travel without TLS to another machine. To the same machine they may always.
    pub allow_http: bool,
    /// The access key. `None` means the usual sources of AWS: an access key, a web identity or a
    /// container's credentials in the environment (`AWS_ACCESS_KEY_ID` and so on), or the instance's role.
    pub key: Option<S3Key>,
    /// How the service encrypts what it stores. `None` leaves it to the bucket.
    pub encryption: Option<S3Encryption>,
    /// The part of the bucket that is used, such as `clinic/files`. Empty means the whole bucket.
    pub prefix: String,
    /// PEM file with certificates of authorities that are trusted besides the system's.
    pub authorities: Option<PathBuf>,
    /// How long a connection may take to be established.
    pub connect_timeout: Duration,
    /// How long the service may take to begin its response, counted from the start of the request
    /// with at most 8 MiB of a file, and between two chunks of a response.
    pub timeout: Duration,
    /// How often a request is retried after a lost connection or an error of the service.
    pub retries: usize,
    /// No retry starts later than this after the first request.
    pub retry_timeout: Duration,
}

/// Each option by its name.
impl S3Options {
    /// Sets [`bucket`](Self#structfield.bucket).
    #[must_use]
    pub fn with_bucket(mut self, bucket: impl Into<String>) -> Self {
        self.bucket = bucket.into();
        self
    }

    /// Sets [`region`](Self#structfield.region).
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Sets [`endpoint`](Self#structfield.endpoint).
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: Option<String>) -> Self {
        self.endpoint = endpoint;
        self
    }

    /// Sets [`path_style`](Self#structfield.path_style).
    #[must_use]
    pub fn with_path_style(mut self, path_style: bool) -> Self {
        self.path_style = path_style;
        self
    }

    /// Sets [`allow_http`](Self#structfield.allow_http).
    #[must_use]
    pub fn with_allow_http(mut self, allow_http: bool) -> Self {
        self.allow_http = allow_http;
        self
    }

    /// Sets [`key`](Self#structfield.key).
    #[must_use]
    pub fn with_key(mut self, key: Option<S3Key>) -> Self {
        self.key = key;
        self
    }

    /// Sets [`encryption`](Self#structfield.encryption).
    #[must_use]
    pub fn with_encryption(mut self, encryption: Option<S3Encryption>) -> Self {
        self.encryption = encryption;
        self
    }

    /// Sets [`prefix`](Self#structfield.prefix).
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets [`authorities`](Self#structfield.authorities).
    #[must_use]
    pub fn with_authorities(mut self, authorities: impl Into<Option<PathBuf>>) -> Self {
        self.authorities = authorities.into();
        self
    }

    /// Sets [`connect_timeout`](Self#structfield.connect_timeout).
    #[must_use]
    pub fn with_connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`retries`](Self#structfield.retries).
    #[must_use]
    pub fn with_retries(mut self, retries: usize) -> Self {
        self.retries = retries;
        self
    }

    /// Sets [`retry_timeout`](Self#structfield.retry_timeout).
    #[must_use]
    pub fn with_retry_timeout(mut self, retry_timeout: Duration) -> Self {
        self.retry_timeout = retry_timeout;
        self
    }
}

impl S3Options {
    /// A bucket on AWS in `us-east-1`, with the credentials of the environment.
    #[must_use]
    pub fn new(bucket: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            region: "us-east-1".to_owned(),
            endpoint: None,
            path_style: false,
            allow_http: false,
            key: None,
            encryption: None,
            prefix: String::new(),
            authorities: None,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            retries: 3,
            retry_timeout: Duration::from_secs(30),
        }
    }
}

/// An access key.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Key {
    /// Its id, which is not secret.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

impl S3Key {
    /// An access key.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
        }
    }
}

/// Without the secret.
impl fmt::Debug for S3Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How the service encrypts what it stores.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum S3Encryption {
    /// With keys of the storage service (SSE-S3, AES-256).
    Service,
    /// With the key of this id in the key management service (SSE-KMS).
    Kms(String),
}
