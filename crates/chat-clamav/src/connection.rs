//! A connection to clamd, and what is said on it.

use crate::{ClamdAddress, ClamdError, ClamdOptions, answer};
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

/// The most bytes of a file in one chunk.
const CHUNK: usize = 64 * 1024;

/// Small pieces are gathered to so many bytes; larger ones are not copied.
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
    within(limit, "to be connected with", connecting).await
}

/// Asks for one line, such as `PONG` for `PING`.
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
    let answer = within(limit, "to answer a question", asking).await?;
    answer::text(&answer).map(str::to_owned)
}

/// A file on its way to clamd.
pub(crate) struct Sending {
    pub(crate) bytes: BoxStream<'static, Result<Bytes, PortError>>,
    /// Whether all of the file was handed over, but for its end.
    pub(crate) whole: AtomicBool,
}

impl Sending {
    /// Sends the file: chunks, each behind its length, and a chunk of none (`INSTREAM`, clamd(8)).
    pub(crate) async fn run(
        &mut self,
        connection: impl AsyncWrite + Unpin,
        options: &ClamdOptions,
    ) -> Result<(), ClamdError> {
        let mut connection = BufWriter::with_capacity(GATHERED, connection);
        let taken = "to take a part of a file";
        within(options.idle, taken, connection.write_all(b"zINSTREAM\0")).await?;
        loop {
            let next = timeout(options.idle, self.bytes.next()).await;
            let piece = match next {
                Err(_) => return Err(ClamdError::TooLong("for the file to be read")),
                Ok(None) => break,
                Ok(Some(piece)) => piece.map_err(ClamdError::File)?,
            };
            // A chunk without bytes would end the file; an empty piece has no chunks.
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

/// An answer, to the end of the connection. One byte more than the longest is enough to refuse it.
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
