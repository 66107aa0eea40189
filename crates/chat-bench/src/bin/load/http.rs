//! A minimal HTTP/1.1 client for load: one connection, one request at a time, with as little work in the
//! driver as possible.

use crate::Result;
use memchr::memmem;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Maximum size of a response head, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// A connection that is kept alive.
pub(crate) struct Http {
    stream: TcpStream,
    inbox: Vec<u8>,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Http {
    /// Connects.
    pub(crate) async fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            inbox: Vec::new(),
        })
    }

    /// Sends a request to an absolute path and waits for the response.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> Result<Answer> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let (status, length, head) = read_head(&mut self.stream, &mut self.inbox).await?;
        self.inbox.drain(..head);
        while self.inbox.len() < length {
            read_more(&mut self.stream, &mut self.inbox).await?;
        }
        let rest = self.inbox.split_off(length);
        let body = std::mem::replace(&mut self.inbox, rest);
        Ok(Answer { status, body })
    }

    /// [`Http::ask`], where any status except 2xx is an error.
    pub(crate) async fn expect(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> Result<Vec<u8>> {
        let answer = self.ask(method, path, token, body).await?;
        if answer.status / 100 == 2 {
            return Ok(answer.body);
        }
        let body = String::from_utf8_lossy(&answer.body);
        Err(format!("{method} {path}: {} {body}", answer.status).into())
    }
}

/// Reads a complete head. Returns the status, the length of the body, and its own length.
pub(crate) async fn read_head(
    stream: &mut TcpStream,
    inbox: &mut Vec<u8>,
) -> Result<(u16, usize, usize)> {
    loop {
        if let Some(end) = memmem::find(inbox, b"\r\n\r\n") {
            let head = inbox.get(..end).unwrap_or_default();
            let (status, length) = parse(head).ok_or("a response that is not HTTP")?;
            return Ok((status, length, end + 4));
        }
        if inbox.len() > MAX_HEAD {
            return Err("a response head that does not end".into());
        }
        read_more(stream, inbox).await?;
    }
}

async fn read_more(stream: &mut TcpStream, inbox: &mut Vec<u8>) -> Result<()> {
    inbox.reserve(4_096);
    match stream.read_buf(inbox).await? {
        0 => Err("the server closed the connection".into()),
        _ => Ok(()),
    }
}

/// Status and content length, which the server always sends here.
fn parse(head: &[u8]) -> Option<(u16, usize)> {
    let mut lines = std::str::from_utf8(head).ok()?.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?;
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return None;
        }
    }
    Some((status.parse().ok()?, length))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn head_is_parsed_into_status_and_length() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nvary: x";
        assert_eq!(parse(head), Some((200, 12)));
        assert_eq!(parse(b"HTTP/1.1 204 No Content"), Some((204, 0)));
        assert_eq!(parse(b"SSH-2.0"), None);
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked";
        assert_eq!(parse(chunked), None);
    }
}
