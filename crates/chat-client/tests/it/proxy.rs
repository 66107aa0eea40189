//! A network that fails on demand: it cuts connections, refuses new ones, and loses answers.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst},
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpSocket, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};

/// The start of an answer to a request that succeeded.
const DONE: &[u8] = b"HTTP/1.1 200";

/// Part of the address of a direct chat.
const PRIVATE: &[u8] = b"/chats/direct";

/// Bytes that the system buffers for a client that does not read, beside the client's own buffer.
const SEND_BUFFER: u32 = 64 * 1024;

pub(crate) struct Proxy {
    address: SocketAddr,
    faults: Arc<Faults>,
}

#[derive(Default)]
struct Faults {
    cut: Notify,
    is_down: AtomicBool,
    loses_private: AtomicBool,
    to_lose: AtomicU32,
    /// Bytes passed on to clients.
    passed: AtomicUsize,
}

impl Proxy {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_send_buffer_size(SEND_BUFFER).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(64).unwrap();
        let address = listener.local_addr().unwrap();
        let faults = Arc::new(Faults::default());
        let shared = Arc::clone(&faults);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                if !shared.is_down.load(SeqCst) {
                    tokio::spawn(pass(client, server, Arc::clone(&shared)));
                }
            }
        });
        Self { address, faults }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/chat", self.address)
    }

    /// Cuts all connections.
    pub(crate) fn cut(&self) {
        self.faults.cut.notify_waiters();
    }

    /// Cuts all connections, and those that are opened while it is down.
    pub(crate) fn down(&self) {
        self.faults.is_down.store(true, SeqCst);
        self.cut();
    }

    pub(crate) fn up(&self) {
        self.faults.is_down.store(false, SeqCst);
    }

    /// Requests about direct chats are lost, with their connections.
    pub(crate) fn lose_private(&self) {
        self.faults.loses_private.store(true, SeqCst);
    }

    /// The next answers to requests that succeeded are lost, with their connections.
    pub(crate) fn lose_answers(&self, count: u32) {
        self.faults.to_lose.store(count, SeqCst);
    }

    /// How many bytes have been passed on to clients.
    pub(crate) fn passed(&self) -> usize {
        self.faults.passed.load(SeqCst)
    }

    /// How many of these answers have not been lost yet.
    pub(crate) fn answers_to_lose(&self) -> u32 {
        self.faults.to_lose.load(SeqCst)
    }
}

async fn pass(client: TcpStream, server: SocketAddr, faults: Arc<Faults>) {
    let cut = faults.cut.notified();
    let server = TcpStream::connect(server).await.unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = cut => {}
        () = copy(from_client, to_server, |bytes| {
            let is_private = bytes.windows(PRIVATE.len()).any(|part| part == PRIVATE);
            !(is_private && faults.loses_private.load(SeqCst))
        }) => {}
        () = copy(from_server, to_client, |bytes| {
            faults.passed.fetch_add(bytes.len(), SeqCst);
            !(bytes.starts_with(DONE) && faults.loses())
        }) => {}
    }
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, passes: impl Fn(&[u8]) -> bool) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if !passes(&bytes[..count]) || to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

impl Faults {
    fn loses(&self) -> bool {
        let fewer = |left: u32| left.checked_sub(1);
        self.to_lose.fetch_update(SeqCst, SeqCst, fewer).is_ok()
    }
}
