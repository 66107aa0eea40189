//! One file.

use super::copied::failed;
use crate::error::StartError;
use chat_app::Ports;
use chat_ports::{AttachmentKey, PortError};
use futures::TryStreamExt as _;

/// Copies a file, unless the target has it. `false` if the source has none: it was discarded, or is a finding of the
/// check.
pub(super) async fn copy(
    source: &Ports,
    target: &Ports,
    key: AttachmentKey,
) -> Result<bool, StartError> {
    let copied = async {
        let mut read = match source.files.read(key, None).await {
            Err(PortError::NotFound) => return Ok(false),
            read => read?,
        };
        match target.files.read(key, Some(0..0)).await {
            Ok(known) if known.size == read.size => return Ok(true),
            Ok(_) => {
                return Err(PortError::corrupt(
                    "the target has another file under this key",
                ));
            }
            Err(PortError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let mut writer = target.files.create(key).await?;
        while let Some(chunk) = read.chunks.try_next().await? {
            writer.write(chunk).await?;
        }
        writer.finish().await?;
        Ok(true)
    };
    copied
        .await
        .map_err(|error: PortError| failed(key.visit, &error))
}
