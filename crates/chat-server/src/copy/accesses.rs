//! The access log.

use super::copied::PAGE;
use crate::error::StartError;
use chat_app::Ports;
use chat_ports::{AccessEntry, AccessLog, PortError};

/// Copies all entries. An entry that the target has stays as it is there.
pub(super) async fn copy(source: &Ports, target: &Ports) -> Result<(), StartError> {
    let (Some(source), Some(target)) = (&source.accesses, &target.accesses) else {
        return Ok(());
    };
    let copied = copy_all(&**source, &**target).await;
    copied.map_err(|error| StartError::CopyAccesses(error.to_string()))
}

async fn copy_all(source: &dyn AccessLog, target: &dyn AccessLog) -> Result<(), PortError> {
    let mut after = None;
    loop {
        let page = source.of_all(after, PAGE).await?;
        let Some(last) = page.last().map(AccessEntry::cursor) else {
            return Ok(());
        };
        after = Some(last);
        target.record(page).await?;
    }
}
