//! Credentials in the environment.

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as Key};

/// The variables of AWS that name credentials. Others, such as one that allows plain HTTP or turns
/// conditional writes off, have no effect.
const VARIABLES: [(&str, Key); 9] = [
    ("AWS_ACCESS_KEY_ID", Key::AccessKeyId),
    ("AWS_SECRET_ACCESS_KEY", Key::SecretAccessKey),
    ("AWS_SESSION_TOKEN", Key::Token),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Key::WebIdentityTokenFile),
    ("AWS_ROLE_ARN", Key::RoleArn),
    ("AWS_ROLE_SESSION_NAME", Key::RoleSessionName),
    (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        Key::ContainerCredentialsRelativeUri,
    ),
    (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        Key::ContainerCredentialsFullUri,
    ),
    (
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        Key::ContainerAuthorizationTokenFile,
    ),
];

/// Takes the credentials that `variable` has.
pub(super) fn credentials(
    builder: AmazonS3Builder,
    variable: impl Fn(&str) -> Option<String>,
) -> AmazonS3Builder {
    VARIABLES
        .into_iter()
        .filter_map(|(name, key)| Some((key, variable(name)?)))
        .fold(builder, |builder, (key, value)| {
            builder.with_config(key, value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_credentials_are_taken_from_the_environment() {
        let builder = credentials(AmazonS3Builder::new(), |name| {
            let value = match name {
                "AWS_ALLOW_HTTP" | "AWS_SKIP_SIGNATURE" => "true",
                "AWS_CONDITIONAL_PUT" => "disabled",
                "AWS_ACCESS_KEY_ID" => "an id",
                _ => return None,
            };
            Some(value.to_owned())
        });
        let value = |key: Key| builder.get_config_value(&key);
        assert_eq!(value(Key::AccessKeyId).as_deref(), Some("an id"));
        assert_eq!(value(Key::SecretAccessKey), None);
        assert_eq!(value(Key::SkipSignature).as_deref(), Some("false"));
        assert_eq!(value(Key::ConditionalPut).as_deref(), Some("etag"));
    }
}
