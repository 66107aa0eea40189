//! Clients of a bucket, from options.

use super::{
    environment,
    http::Http,
    options::{S3Encryption, S3Options},
};
use chat_ports::BoxError;
use chat_tls::AuthoritiesError;
use hyper::{
    HeaderMap,
    header::{HeaderValue, IF_NONE_MATCH},
};
use object_store::{
    BackoffConfig, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey},
};
use thiserror::Error;
use url::{Host, Url};

/// Why options can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum S3Error {
    /// The bucket's name has other characters than lower case letters, digits, `-`, `.` and `_`.
    #[error("{0:?} can't be the name of a bucket")]
    Bucket(String),
    /// The endpoint is not an address with a host.
    #[error("{0:?} can't be the endpoint of S3: write https://, a host and, if needed, a port")]
    Endpoint(String),
    /// The endpoint is on another machine, without TLS.
    #[error("files would travel without TLS to {0:?}: use https://, or allow it in the settings")]
    PlainHttp(String),
    /// The file of certificates can't be used.
    #[error("the certificates of authorities can't be used: {0}")]
    Authorities(#[from] AuthoritiesError),
    /// Other options can't be used, such as an access key without a secret.
    #[error("the settings of S3 are not valid: {0}")]
    Settings(#[source] BoxError),
}

/// Clients of one bucket.
pub(super) struct Clients {
    /// For all requests but the completion of an upload.
    pub(super) general: AmazonS3,
    /// For the completion of an upload only: requires that the key is free, which the library does
    /// not offer as an option of that request.
    pub(super) completing: AmazonS3,
}

pub(super) fn clients(options: &S3Options) -> Result<Clients, S3Error> {
    let endpoint = endpoint(options)?;
    let general = Http {
        tls: chat_tls::client(options.authorities.as_deref())?,
        connect_timeout: options.connect_timeout,
        silence: options.timeout,
        headers: HeaderMap::new(),
    };
    let mut completing = general.clone();
    let free = HeaderValue::from_static("*");
    completing.headers.insert(IF_NONE_MATCH, free);
    Ok(Clients {
        general: build(options, endpoint.as_deref(), general)?,
        completing: build(options, endpoint.as_deref(), completing)?,
    })
}

fn build(options: &S3Options, endpoint: Option<&str>, http: Http) -> Result<AmazonS3, S3Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&options.bucket)
        .with_region(&options.region)
        .with_virtual_hosted_style_request(!options.path_style)
        .with_allow_http(endpoint.is_some_and(|endpoint| endpoint.starts_with("http:")))
        .with_http_connector(http)
        // Not every service has `DeleteObjects`.
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: options.retries,
            retry_timeout: options.retry_timeout,
        });
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    builder = match &options.key {
        Some(key) => builder
            .with_access_key_id(&key.id)
            .with_secret_access_key(&key.secret),
        None => environment::credentials(builder, |name| std::env::var(name).ok()),
    };
    builder = match &options.encryption {
        None => builder,
        Some(S3Encryption::Service) => {
            let key: AmazonS3ConfigKey = "aws_server_side_encryption".parse().map_err(settings)?;
            builder.with_config(key, "AES256")
        }
        Some(S3Encryption::Kms(key)) => builder.with_sse_kms_encryption(key),
    };
    builder.build().map_err(settings)
}

/// The address that requests go to, with the bucket as part of the host unless it is in the path.
fn endpoint(options: &S3Options) -> Result<Option<String>, S3Error> {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
    if options.bucket.is_empty() || !options.bucket.chars().all(is_name) {
        return Err(S3Error::Bucket(options.bucket.clone()));
    }
    let Some(written) = &options.endpoint else {
        return Ok(None);
    };
    // Not with what may be a password.
    let address = written.rsplit('@').next().unwrap_or(written);
    let invalid = || S3Error::Endpoint(address.to_owned());
    let mut url = Url::parse(written).map_err(|_| invalid())?;
    let host = url.host().ok_or_else(invalid)?.to_owned();
    let is_plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(invalid()),
    };
    if is_plain && !options.allow_http && !is_loopback(&host) {
        return Err(S3Error::PlainHttp(address.to_owned()));
    }
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    if has_more || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    if !options.path_style {
        let host = format!("{}.{host}", options.bucket);
        url.set_host(Some(&host)).map_err(|_| invalid())?;
    }
    Ok(Some(url.as_str().trim_end_matches('/').to_owned()))
}

fn is_loopback(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn settings(error: object_store::Error) -> S3Error {
    S3Error::Settings(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(endpoint: &str) -> S3Options {
        let mut options = S3Options::new("visits");
        options.endpoint = Some(endpoint.to_owned());
        options
    }

    #[test]
    fn plain_http_is_refused_except_on_loopback_or_if_allowed() {
        for near in ["http://127.0.0.1:9000", "http://[::1]", "http://localhost"] {
            let mut options = at(near);
            options.path_style = true;
            assert_eq!(endpoint(&options).unwrap().as_deref(), Some(near));
        }
        for far in ["http://10.0.0.7:9000", "http://localhost.example"] {
            let mut options = at(far);
            options.path_style = true;
            let refused = endpoint(&options);
            assert!(matches!(refused, Err(S3Error::PlainHttp(_))), "{far}");
            options.allow_http = true;
            assert_eq!(endpoint(&options).unwrap().as_deref(), Some(far));
        }
    }

    #[test]
    fn bucket_is_part_of_the_host_or_of_the_path() {
        let mut options = at("https://s3.example:9000/");
        let host = endpoint(&options).unwrap();
        assert_eq!(host.as_deref(), Some("https://visits.s3.example:9000"));
        options.path_style = true;
        let path = endpoint(&options).unwrap();
        assert_eq!(path.as_deref(), Some("https://s3.example:9000"));
        options.endpoint = None;
        assert_eq!(endpoint(&options).unwrap(), None);
    }

    #[test]
    fn unusable_options_are_refused() {
        for wrong in [
            "s3.example",
            "ftp://s3.example",
            "https://s3.example/path",
            "https://id:secret@s3.example",
        ] {
            let refused = endpoint(&at(wrong)).unwrap_err();
            assert!(matches!(refused, S3Error::Endpoint(_)), "{wrong}");
            assert!(!refused.to_string().contains("secret"));
        }
        for bucket in ["", "a/b", "Upper", "a?b"] {
            let refused = endpoint(&S3Options::new(bucket));
            assert!(matches!(refused, Err(S3Error::Bucket(_))), "{bucket}");
        }
        let mut without_authorities = at("https://s3.example");
        without_authorities.authorities = Some("/missing.pem".into());
        let refused = clients(&without_authorities);
        assert!(matches!(refused, Err(S3Error::Authorities(_))));
    }
}
