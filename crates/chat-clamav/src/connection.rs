//! The clamd protocol over one connection.

use crate::{address::ClamdAddress, answer, error::ClamdError, options::ClamdOptions};
use bytes::Bytes;
use chat_ports::PortError;
use futures::{StreamExt, stream::BoxStream};
use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter},
    net::TcpStream,
    time::timeout,
};

/// Maximum size of a chunk in bytes.
const CHUNK: usize = 64 * 1024;

/// Small chunks are buffered up to this many bytes; larger ones are sent without copying.
const GATHERED: usize = 8 * 1024;

pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

pub(crate) async fn connect(
    address: &ClamdAddress,
    limit: Duration,
) -> Result<Box<dyn Connection>, ClamdError> {
    let connecting = async {
        let connection: Box<dyn Connection> = match address {
            ClamdAddress::Tcp(address) => {
                let connection = TcpStream::connect(address).await?;
                connection.set_nodelay(true)?;
                Box::new(connection)
            }
            #[cfg(unix)]
            ClamdAddress::Unix(path) => Box::new(tokio::net::UnixStream::connect(path).await?),
            #[cfg(not(unix))]
            ClamdAddress::Unix(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        Ok::<_, io::Error>(connection)
    };
    within(limit, "connecting", connecting).await
}

/// Sends a command and returns the one-line answer, such as `PONG` for `PING`.
pub(crate) async fn ask(
    mut connection: Box<dyn Connection>,
    question: &str,
    limit: Duration,
) -> Result<String, ClamdError> {
    let question = format!("z{question}\0");
    let asking = async {
        connection.write_all(question.as_bytes()).await?;
        connection.flush().await?;
        read(&mut connection).await
    };
    let answer = within(limit, "answering a command", asking).await?;
    answer::text(&answer).map(str::to_owned)
}

/// A file being sent to clamd.
pub(crate) struct Sending {
    pub(crate) bytes: BoxStream<'static, Result<Bytes, PortError>>,
    /// Whether the whole file was sent, except for the end marker.
    pub(crate) whole: AtomicBool,
}

impl Sending {
    /// Sends the file as length-prefixed chunks, terminated by an empty chunk (`INSTREAM`,
    /// clamd(8)).
    pub(crate) async fn run(
        &mut self,
        connection: impl AsyncWrite + Unpin,
        options: &ClamdOptions,
    ) -> Result<(), ClamdError> {
        let mut connection = BufWriter::with_capacity(GATHERED, connection);
        let taken = "receiving the file";
        within(options.idle, taken, connection.write_all(b"zINSTREAM\0")).await?;
        loop {
            let next = timeout(options.idle, self.bytes.next()).await;
            let piece = match next {
                Err(_) => return Err(ClamdError::TooLong("waiting for the file")),
                Ok(None) => break,
                Ok(Some(piece)) => piece.map_err(ClamdError::File)?,
            };
            // An empty chunk would end the file; an empty piece yields no chunks.
            for chunk in piece.chunks(CHUNK) {
                let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
                let write = async {
                    connection.write_all(&length.to_be_bytes()).await?;
                    connection.write_all(chunk).await
                };
                within(options.idle, taken, write).await?;
            }
        }
        within(options.idle, taken, connection.flush()).await?;
        self.whole.store(true, Ordering::Relaxed);
        let end = async {
            connection.write_all(&[0; 4]).await?;
            connection.flush().await
        };
        within(options.idle, taken, end).await
    }
}

/// Reads an answer until the connection closes, or one byte more than the maximum, enough to reject
/// it.
pub(crate) async fn read(connection: impl AsyncRead + Unpin) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let longest = answer::MAX as u64 + 1;
    connection.take(longest).read_to_end(&mut answer).await?;
    if answer.len() > answer::MAX {
        return Err(io::Error::other("its answer is too long"));
    }
    Ok(answer)
}

async fn within<T>(
    limit: Duration,
    what: &'static str,
    step: impl Future<Output = io::Result<T>>,
) -> Result<T, ClamdError> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(ClamdError::Connection),
        Err(_) => Err(ClamdError::TooLong(what)),
    }
}
