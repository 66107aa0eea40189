//! Reading files.

use crate::{error::port_error, local::FILES, regular::open_regular};
use bytes::Bytes;
use chat_ports::{AttachmentRead, PortError};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{GetOptions, GetResultPayload, ObjectStore, ObjectStoreExt, path::Path};
use std::{
    fs::File,
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
};
use tokio::task::spawn_blocking;

/// Chunk size for local reads in bytes. The stream of `object_store` uses 8 KiB, which spends most
/// of the time on thread switches.
const CHUNK_BYTES: u64 = 256 * 1024;

/// Reads from any object store.
pub(crate) async fn read(
    store: &dyn ObjectStore,
    path: &Path,
    range: Option<Range<u64>>,
) -> Result<AttachmentRead, PortError> {
    let mut options = GetOptions::new();
    if let Some(range) = range {
        // Stores disagree about ranges past the end and can't serve empty ones.
        let size = store.head(path).await.map_err(port_error)?.size;
        within(&range, size)?;
        if range.is_empty() {
            let chunks = stream::empty().boxed();
            return Ok(AttachmentRead { size, chunks });
        }
        options = options.with_range(Some(range));
    }
    let found = store.get_opts(path, options).await.map_err(port_error)?;
    let size = found.meta.size;
    let range = found.range.clone();
    let chunks = match found.payload {
        GetResultPayload::File(file, _) => chunks_of(file, range),
        GetResultPayload::Stream(stream) => stream.map_err(port_error).boxed(),
    };
    Ok(AttachmentRead { size, chunks })
}

/// Reads from a folder. Anything but a regular file at the path is corruption. A file counts as
/// missing only if the folder exists: an unmounted volume has lost nothing.
pub(crate) async fn read_local(
    folder: &std::path::Path,
    name: &str,
    range: Option<Range<u64>>,
) -> Result<AttachmentRead, PortError> {
    let (path, files): (PathBuf, _) = (folder.join(name), folder.join(FILES));
    let open = move || {
        let file = open_regular(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound if !files.is_dir() => {
                io::Error::other("the store's folder is missing")
            }
            _ => error,
        })?;
        let size = file.metadata()?.len();
        Ok::<_, io::Error>((file, size))
    };
    let opened = spawn_blocking(open).await.map_err(PortError::unavailable)?;
    let (file, size) = opened.map_err(|error| match error.kind() {
        ErrorKind::NotFound => PortError::NotFound,
        ErrorKind::InvalidData => PortError::corrupt(error),
        _ => PortError::unavailable(error),
    })?;
    let range = range.unwrap_or(0..size);
    within(&range, size)?;
    let chunks = chunks_of(file, range);
    Ok(AttachmentRead { size, chunks })
}

fn within(range: &Range<u64>, size: u64) -> Result<(), PortError> {
    if range.start > range.end || range.end > size {
        return Err(PortError::Invalid("the range is not within the file"));
    }
    Ok(())
}

fn chunks_of(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, PortError>> {
    let read = |(mut file, range): (File, Range<u64>)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let length = CHUNK_BYTES.min(range.end - range.start);
        let read = move || {
            let chunk = read_chunk(&mut file, range.start, length)?;
            Ok::<_, io::Error>((chunk, (file, range.start + length..range.end)))
        };
        let read = spawn_blocking(read).await.map_err(PortError::unavailable)?;
        read.map(Some).map_err(PortError::unavailable)
    };
    stream::try_unfold((file, range), read).boxed()
}

fn read_chunk(file: &mut File, at: u64, length: u64) -> io::Result<Bytes> {
    file.seek(SeekFrom::Start(at))?;
    let mut chunk = Vec::new();
    file.take(length).read_to_end(&mut chunk)?;
    if chunk.len() as u64 == length {
        Ok(chunk.into())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into()) // truncated while being read
    }
}
