//! Uploads in progress.

use super::{
    copied::{Copied, PAGE, failed},
    file,
};
use crate::error::StartError;
use chat_app::Ports;
use chat_ports::{PortError, UploadQuery};

/// Copies the records of uploads, and their bytes. A record that the target has stays as it is there.
pub(super) async fn copy(
    source: &Ports,
    target: &Ports,
    copied: &mut Copied,
) -> Result<(), StartError> {
    let mut query = UploadQuery {
        stages: None,
        received_before: None,
        after: None,
        limit: PAGE,
    };
    loop {
        let page = source.uploads.list(query.clone()).await;
        let page = page.map_err(|error| StartError::Verify(error.into()))?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        query.after = Some(last.cursor());
        for record in page {
            let key = record.key;
            copied.files += u64::from(file::copy(source, target, key).await?);
            match target.uploads.put(record, None).await {
                Ok(()) | Err(PortError::StageConflict { .. }) => {}
                Err(error) => return Err(failed(key.visit, &error)),
            }
        }
    }
}
