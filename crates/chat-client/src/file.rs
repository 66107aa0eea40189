//! Files to upload.

use crate::{call::Call, error::Error};
use bytes::Bytes;
use chat_domain::UploadId;
use reqwest::Method;
use std::fmt;
use uuid::Uuid;

/// A file to upload. Its id makes retries idempotent (F7). `Debug` does not print its name.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewFile {
    /// The upload's id.
    pub upload: UploadId,
    /// The name, which the server checks.
    pub name: String,
    /// The claimed media type, if any. The server decides by the bytes (F3).
    pub media_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

impl NewFile {
    /// A file with a new id.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            upload: UploadId::new(Uuid::now_v7()),
            name: name.into(),
            media_type: None,
            bytes: bytes.into(),
        }
    }

    /// The request. The name travels in a header, since addresses are logged.
    pub(crate) fn call(&self, path: &str) -> Result<Call, Error> {
        let named = format!("attachment; filename*=UTF-8''{}", encode_5987(&self.name));
        let call = Call::new(Method::POST, path)
            .bytes(self.bytes.clone())
            .header("upload-id", &self.upload.to_string())?
            .header("content-disposition", &named)?;
        match &self.media_type {
            Some(media_type) => call.header("content-type", media_type),
            None => call.header("content-type", "application/octet-stream"),
        }
    }
}

impl fmt::Debug for NewFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewFile")
            .field("upload", &self.upload)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// RFC 8187, section 3.2.1.
fn encode_5987(name: &str) -> String {
    use std::fmt::Write as _;

    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_for_a_header() {
        assert_eq!(encode_5987("a-b.pdf"), "a-b.pdf");
        assert_eq!(encode_5987("é \"x\".png"), "%C3%A9%20%22x%22.png");
    }
}
