//! Tests against a scripted server.

use super::{impatient, no_verdict, scan};
use bytes::Bytes;
use chat_clamav::{ClamdAddress, ClamdOptions, ClamdScanner};
use chat_ports::{ScanVerdict, Scanner};
use futures::{StreamExt, future::join_all, stream};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    time::{sleep, timeout},
};

#[derive(Clone, Copy, Debug)]
enum Script {
    /// Reads the whole file, then answers.
    Answer(&'static [u8]),
    /// The same, but keeps the connection open.
    AnswerAndStay(&'static [u8]),
    /// Answers immediately, then closes.
    AnswerFirst(&'static [u8]),
    /// Reads the command and this many bytes of the file, then closes.
    CloseAfter(usize),
    /// Sends an endless answer.
    Endless,
    /// Accepts the connection and never reads.
    Deaf,
    /// Reads everything and never answers.
    Silent,
}

/// A server for any number of connections. Records what each one received and the maximum number of
/// concurrent ones.
struct Server {
    address: ClamdAddress,
    answered: Arc<Notify>,
    most: Arc<AtomicUsize>,
}

impl Server {
    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string().parse().unwrap();
        let (answered, most) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let server = Self {
            address,
            answered: Arc::clone(&answered),
            most: Arc::clone(&most),
        };
        let now = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let (answered, most, now) = (answered.clone(), most.clone(), now.clone());
                tokio::spawn(async move {
                    let connections = now.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(connections, Ordering::SeqCst);
                    serve(connection, script, &answered).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    fn scanner(&self, options: ClamdOptions) -> ClamdScanner {
        ClamdScanner::new(self.address.clone(), options)
    }
}

async fn serve(mut connection: TcpStream, script: Script, answered: &Notify) {
    match script {
        Script::Answer(answer) => {
            read_file(&mut connection).await;
            // Long enough to overlap with other connections.
            sleep(Duration::from_millis(20)).await;
            let _ = connection.write_all(answer).await;
        }
        Script::AnswerAndStay(answer) => {
            read_file(&mut connection).await;
            let _ = connection.write_all(answer).await;
            sleep(Duration::from_secs(60)).await;
        }
        Script::AnswerFirst(answer) => {
            let _ = connection.write_all(answer).await;
            let _ = connection.shutdown().await;
            answered.notify_one();
            // Read the rest, so that a reset does not discard the answer.
            let _ = connection.read_to_end(&mut Vec::new()).await;
        }
        Script::CloseAfter(bytes) => {
            let mut taken = vec![0; b"zINSTREAM\0".len() + bytes];
            let _ = connection.read_exact(&mut taken).await;
        }
        Script::Endless => while connection.write_all(&[b'x'; 1_000]).await.is_ok() {},
        Script::Deaf => sleep(Duration::from_secs(60)).await,
        Script::Silent => {
            let _ = connection.read_to_end(&mut Vec::new()).await;
        }
    }
}

/// Reads a file as defined by the protocol.
async fn read_file(connection: &mut TcpStream) -> Vec<u8> {
    let mut command = [0; 10];
    if connection.read_exact(&mut command).await.is_err() || &command != b"zINSTREAM\0" {
        return command.to_vec(); // a ping
    }
    let mut file = Vec::new();
    loop {
        let length = connection.read_u32().await.unwrap() as usize;
        assert!(length <= 64 * 1024, "a chunk of {length} bytes");
        if length == 0 {
            return file;
        }
        let mut chunk = vec![0; length];
        connection.read_exact(&mut chunk).await.unwrap();
        file.extend(chunk);
    }
}

const FILE: &[u8] = &[7; 200_000];

#[tokio::test]
async fn ok_and_found_are_accepted() {
    let server = Server::start(Script::Answer(b"stream: OK\0")).await;
    let verdict = scan(&server.scanner(impatient()), FILE).await.unwrap();
    assert_eq!(verdict, ScanVerdict::Clean);

    let server = Server::start(Script::Answer(b"stream: Test.Worm FOUND\0")).await;
    let infected = ScanVerdict::Infected {
        signature: "Test.Worm".to_owned(),
    };
    let verdict = scan(&server.scanner(impatient()), FILE).await.unwrap();
    assert_eq!(verdict, infected);
}

#[tokio::test]
async fn any_other_behavior_gives_no_verdict() {
    for (script, expected) in [
        (Script::Answer(b""), "cut off after 0 bytes"),
        (Script::Answer(b"stream: OK"), "cut off after 10 bytes"),
        (Script::Answer(b"stream: Test.Worm FOUND"), "cut off after"),
        (Script::Answer(b"stream: Test.W"), "cut off after"),
        (Script::Answer(b"stream: OK\n"), "cut off after"),
        (
            Script::Answer(b"stream: OK\0stream: OK\0"),
            "unexpected answer",
        ),
        (Script::Answer(b"\0"), "unexpected answer"),
        (Script::Answer(b"PONG\0"), "unexpected answer"),
        (
            Script::Answer(b"stream: \xff\xfe FOUND\0"),
            "unexpected answer",
        ),
        (Script::Answer(b"HTTP/1.1 200 OK\r\n\r\n"), "cut off after"),
        (
            Script::Answer(b"INSTREAM size limit exceeded. ERROR\0"),
            "clamd says: INSTREAM size limit exceeded",
        ),
        (
            Script::Answer(b"stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0"),
            "a limit in clamd's settings",
        ),
        (Script::Answer(b"COMMAND READ TIMED OUT\0"), "clamd says"),
        (Script::AnswerAndStay(b"stream: OK\0"), "timed out scanning"),
        (Script::CloseAfter(0), "clamd"),
        (Script::CloseAfter(100_000), "clamd"),
        (Script::Endless, "too long"),
        (Script::Deaf, "timed out"),
        (Script::Silent, "timed out scanning"),
    ] {
        let server = Server::start(script).await;
        // More than the kernel buffers, so that a server that never reads is noticed.
        let file = FILE.repeat(60);
        let begun = Instant::now();
        let reason = no_verdict(scan(&server.scanner(impatient()), &file).await);
        assert!(reason.contains(expected), "{script:?}: {reason}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{script:?}");
    }
}

/// Before the end of the file, `FOUND` counts but `OK` does not.
#[tokio::test]
async fn early_ok_gives_no_verdict() {
    for (answer, expected) in [
        (&b"stream: OK\0"[..], "before the end"),
        (b"INSTREAM size limit exceeded. ERROR\0", "size limit"),
        (b"", "cut off after 0 bytes"),
    ] {
        let server = Server::start(Script::AnswerFirst(answer)).await;
        let reason = no_verdict(scan_slowly(&server).await);
        assert!(reason.contains(expected), "{reason}");
    }
    let server = Server::start(Script::AnswerFirst(b"stream: Test.Worm FOUND\0")).await;
    let infected = scan_slowly(&server).await.unwrap();
    assert!(matches!(infected, ScanVerdict::Infected { .. }));
}

/// Scans a file whose second half arrives long after the server has answered.
async fn scan_slowly(server: &Server) -> Result<ScanVerdict, chat_ports::PortError> {
    let answered = Arc::clone(&server.answered);
    let first = stream::iter([Ok(Bytes::from_static(FILE))]);
    let second = stream::once(async move {
        answered.notified().await;
        sleep(Duration::from_millis(200)).await;
        Ok(Bytes::from_static(FILE))
    });
    let scanner = server.scanner(impatient());
    scanner.scan(first.chain(second).boxed()).await
}

#[tokio::test]
async fn stalled_file_times_out() {
    let server = Server::start(Script::Answer(b"stream: OK\0")).await;
    let begun = stream::iter([Ok(Bytes::from_static(FILE))]).chain(stream::pending());
    let reason = no_verdict(server.scanner(impatient()).scan(begun.boxed()).await);
    assert!(reason.contains("waiting for the file"), "{reason}");
}

#[tokio::test]
async fn refused_connection_gives_no_verdict() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap().to_string();
    drop(listener);
    for address in [&*closed, "/nowhere/clamd.sock", "no-such-host.invalid:3310"] {
        let scanner = ClamdScanner::new(address.parse().unwrap(), impatient());
        let reason = no_verdict(scan(&scanner, b"something").await);
        assert!(reason.starts_with("clamd"), "{address}: {reason}");
        assert!(scanner.ping().await.is_err());
        assert!(scanner.version().await.is_err());
    }
}

/// The server's accept queue is full.
#[tokio::test]
async fn full_accept_queue_gives_no_verdict() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_secs(1);
    while let Ok(connected) = timeout(patience, TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
    }
    let scanner = ClamdScanner::new(address.to_string().parse().unwrap(), impatient());
    let reason = no_verdict(scan(&scanner, b"something").await);
    assert!(reason.contains("timed out connecting"), "{reason}");
}

/// The server takes no chunk of more than 64 KiB.
#[tokio::test]
async fn a_large_piece_is_sent_in_chunks() {
    let server = Server::start(Script::Answer(b"stream: OK\0")).await;
    let piece = stream::iter([Ok(Bytes::from_static(FILE))]);
    let verdict = server.scanner(impatient()).scan(piece.boxed()).await;
    assert_eq!(verdict.unwrap(), ScanVerdict::Clean);
}

/// All scans complete within the connection limit.
#[tokio::test]
async fn connections_are_bounded() {
    let server = Server::start(Script::Answer(b"stream: OK\0")).await;
    let options = impatient()
        .with_connections(3)
        .with_total(Duration::from_secs(30));
    let scanner = server.scanner(options);
    let scans = join_all((0..20).map(|_| scan(&scanner, b"something"))).await;
    assert!(
        scans
            .iter()
            .all(|verdict| matches!(verdict, Ok(ScanVerdict::Clean)))
    );
    assert_eq!(server.most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn ping_requires_pong_and_version_requires_clamav() {
    for (answer, pings, version) in [
        (&b"PONG\0"[..], true, false),
        (b"ClamAV 1.4.6\0", false, true),
        (b"PONG", false, false),
        (b"PONG\n", false, false),
        (b"NGINX 1.0\0", false, false),
        (b"", false, false),
    ] {
        let server = Server::start(Script::AnswerFirst(answer)).await;
        let scanner = server.scanner(impatient());
        assert_eq!(scanner.ping().await.is_ok(), pings, "{answer:?}");
        assert_eq!(scanner.version().await.is_ok(), version, "{answer:?}");
    }
    let server = Server::start(Script::Silent).await;
    assert!(server.scanner(impatient()).ping().await.is_err());
}
