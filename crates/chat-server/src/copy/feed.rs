//! The event feed of one clinic: its positions stay, so the host's cursors do.

use crate::error::StartError;
use chat_app::Ports;
use chat_domain::ClinicId;
use chat_ports::{EventFeed, FeedSpan, PortError};

/// Entries per read.
const PAGE: usize = 10_000;

/// Copies what is numbered in the source, after what the target has. What is not numbered there is numbered in the target, when the
/// host reads.
pub(super) async fn copy(
    clinic: ClinicId,
    source: &Ports,
    target: &Ports,
) -> Result<(), StartError> {
    let (Some(source), Some(target)) = (&source.events, &target.events) else {
        return Ok(());
    };
    let copied = copy_spans(clinic, &**source, &**target).await;
    copied.map_err(|error| StartError::CopyFeed {
        clinic,
        why: error.to_string(),
    })
}

async fn copy_spans(
    clinic: ClinicId,
    source: &dyn EventFeed,
    target: &dyn EventFeed,
) -> Result<(), PortError> {
    let mut end = 0;
    let mut newest = None;
    while let Some(last) = target.spans(clinic, end, PAGE).await?.last() {
        end = last.end();
        newest = Some(*last);
    }
    if let Some(newest) = newest {
        let position = end.saturating_sub(1);
        let same = source.spans(clinic, position, 1).await?;
        // A pass numbers a position once, so what is before it is the same, too.
        let is_same = |span: &FeedSpan| {
            (span.position, span.visit, span.last, span.pass)
                == (position, newest.visit, newest.last, newest.pass)
        };
        if !same.first().is_some_and(is_same) {
            return Err(PortError::Invalid("the target has another event feed"));
        }
    }
    loop {
        let spans = source.spans(clinic, end, PAGE).await?;
        let Some(last) = spans.last() else {
            return Ok(());
        };
        end = last.end();
        target.adopt(clinic, spans).await?;
    }
}
